package io.coxswain.controlplane.http;

import io.coxswain.controlplane.audit.AuditAnnotations;
import io.coxswain.controlplane.audit.AuditLog;
import io.coxswain.controlplane.audit.AuditTrail;
import io.coxswain.controlplane.fairness.FlowControl;
import io.coxswain.controlplane.fairness.FlowRequest;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.Decision;
import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every request comes in: says who asks and whether they may, and hands it to what serves the path. */
public final class ApiServlet extends HttpServlet {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);
    private static final Set<String> STARTING = Set.of("exec", "attach", "portforward");
    private static final int LONGEST_AUDIT_ID = 64;
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final transient Authenticators authenticators;
    private final transient Authorizers authorizers;
    private final transient Impersonation impersonation;
    private final transient RequestLine requestLine;
    private final transient ApiHandler objects;
    private final transient StaticPaths documents;

    private final transient AuditLog audit;
    private final transient FlowControl flows;
    private final transient LongRequests longRequests = new LongRequests();

    public ApiServlet(
            Authenticators authenticators,
            Authorizers authorizers,
            AuditLog audit,
            FlowControl flows,
            RequestLine requestLine,
            ApiHandler objects,
            StaticPaths documents) {
        this.authenticators = authenticators;
        this.authorizers = authorizers;
        this.audit = audit;
        this.flows = flows;
        this.impersonation = new Impersonation(authorizers);
        this.requestLine = requestLine;
        this.objects = objects;
        this.documents = documents;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AuditTrail.Source source = source(request);
        response.setHeader("Audit-Id", source.auditId());
        response.setHeader("Cache-Control", "no-cache, private");
        try {
            Query query = Query.parse(request.getQueryString());
            Action action = RequestAttributes.of(request.getMethod(), request.getRequestURI(), query);
            User caller = authenticated(source, action, request);
            AuditTrail trail = audit.begin(source, caller, action);
            trail.received();
            ScopedValue.where(AuditTrail.CURRENT, trail)
                    .where(AuditAnnotations.CURRENT, trail.annotations())
                    .call(() -> {
                        serve(trail, caller, action, query, request, response);
                        return trail;
                    });
        } catch (ApiException failure) {
            refused(failure, request, response);
        } catch (RuntimeException fault) {
            broken(fault, request, response);
        }
    }

    /** Who asks; a request that shows what is not good is noted, too. */
    private User authenticated(AuditTrail.Source source, Action action, HttpServletRequest request) {
        try {
            return authenticators.authenticate(new Credentials(certificate(request), BearerToken.of(request)));
        } catch (ApiException refused) {
            AuditTrail trail = audit.begin(source, new User("", List.of()), action);
            trail.failed(refused);
            trail.completed(refused.reason().code());
            throw refused;
        }
    }

    private void serve(
            AuditTrail trail,
            User caller,
            Action action,
            Query query,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try {
            Optional<User> other = impersonation.wanted(caller, request);
            other.ifPresent(trail::impersonates);
            User user = other.orElse(caller);
            check(user, action);
            ScopedValue.where(User.CURRENT, user).call(() -> {
                serve(user, action, query, request, response);
                return user;
            });
            trail.completed(response.getStatus());
        } catch (ApiException failure) {
            trail.failed(failure);
            trail.completed(failure.reason().code());
            refused(failure, request, response);
        } catch (RuntimeException fault) {
            trail.panicked(fault);
            broken(fault, request, response);
        }
    }

    private static void refused(ApiException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            LOG.warn("{} {} ended early: {}", request.getMethod(), request.getRequestURI(), failure.getMessage());
        }
        Responses.failure(request, response, failure);
    }

    private static void broken(RuntimeException fault, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), fault);
        Responses.failure(request, response, ApiException.internal(fault.toString()));
    }

    private void check(User user, Action action) {
        Decision decision = authorizers.decide(user, action);
        AuditAnnotations.note("authorization.k8s.io/decision", decision.allowed() ? "allow" : "forbid");
        AuditAnnotations.note("authorization.k8s.io/reason", decision.reason());
        if (!decision.allowed()) authorizers.check(user, action);
        // A WebSocket comes as a GET, yet it starts something in the Pod.
        if (action instanceof Action.OnResource on
                && on.verb().equals("get")
                && on.plural().equals("pods")
                && STARTING.contains(on.subresource())) {
            authorizers.check(
                    user,
                    new Action.OnResource(
                            "create",
                            on.group(),
                            on.version(),
                            on.plural(),
                            on.subresource(),
                            on.namespace(),
                            on.name(),
                            on.fields()));
        }
    }

    private void serve(User user, Action action, Query query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = request.getRequestURI();
        Optional<ApiRequest> api = requestLine.parse(request.getMethod(), path, query);
        if (api.isPresent()) {
            handle(user, api.get(), request, response);
            return;
        }
        Optional<PathHandler> handler = documents.handler(path);
        if (handler.isPresent()) {
            handler.get().serve(user, request, response);
            return;
        }
        String verb = action.verb();
        try (FlowControl.Seat seat = flows.enter(FlowRequest.onPath(user, verb, path))) {
            tellFlow(seat, response);
            if (!documents.serve(path, query, request, response)) {
                Responses.text(response, HttpServletResponse.SC_NOT_FOUND, "404 page not found\n");
            }
        }
    }

    private void handle(User user, ApiRequest api, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Action.OnResource action = api.action();
        if (api instanceof ApiRequest.Watch || api instanceof ApiRequest.Connect) {
            try (LongRequests.Place _ = longRequests.enter(user)) {
                boolean watch = api instanceof ApiRequest.Watch;
                objects.handle(api, request, watch ? new StartedResponse(response) : response);
            }
            return;
        }
        var flow = FlowRequest.onResource(user, action.verb(), action.group(), action.resource(), action.namespace());
        try (FlowControl.Seat seat = flows.enter(flow)) {
            tellFlow(seat, response);
            objects.handle(api, request, response);
        }
    }

    private static void tellFlow(FlowControl.Seat seat, HttpServletResponse response) {
        if (seat.schemaUid().isEmpty()) return;
        response.setHeader("X-Kubernetes-PF-FlowSchema-UID", seat.schemaUid());
        response.setHeader("X-Kubernetes-PF-PriorityLevel-UID", seat.levelUid());
    }

    private static AuditTrail.Source source(HttpServletRequest request) {
        String given = request.getHeader("Audit-ID");
        boolean good = given != null && !given.isEmpty() && given.length() <= LONGEST_AUDIT_ID;
        List<String> addresses = new ArrayList<>();
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded != null) {
            Arrays.stream(forwarded.split(",", -1)).map(String::strip).forEach(addresses::add);
        }
        if (!addresses.contains(request.getRemoteAddr())) addresses.add(request.getRemoteAddr());
        String query = request.getQueryString();
        return new AuditTrail.Source(
                good ? given : UUID.randomUUID().toString(),
                request.getRequestURI() + (query == null ? "" : "?" + query),
                addresses,
                Objects.requireNonNullElse(request.getHeader("User-Agent"), ""));
    }

    private static @Nullable X509Certificate certificate(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? chain[0]
                : null;
    }
}
