package io.coxswain.controlplane.http;

import io.coxswain.controlplane.fairness.FlowControl;
import io.coxswain.controlplane.fairness.FlowRequest;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every request comes in: says who asks and whether they may, and hands it to what serves the path. */
public final class ApiServlet extends HttpServlet {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);
    private static final String IMPERSONATE = "Impersonate-";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final transient Authenticators authenticators;
    private final transient Authorizers authorizers;
    private final transient RequestLine requestLine;
    private final transient ApiHandler objects;
    private final transient StaticPaths documents;

    private final transient FlowControl flows;
    private final transient LongRequests longRequests = new LongRequests();

    public ApiServlet(
            Authenticators authenticators,
            Authorizers authorizers,
            FlowControl flows,
            RequestLine requestLine,
            ApiHandler objects,
            StaticPaths documents) {
        this.authenticators = authenticators;
        this.authorizers = authorizers;
        this.flows = flows;
        this.requestLine = requestLine;
        this.objects = objects;
        this.documents = documents;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Audit-Id", UUID.randomUUID().toString());
        response.setHeader("Cache-Control", "no-cache, private");
        try {
            User user = authenticators
                    .authenticate(new Credentials(certificate(request)))
                    .orElseThrow(ApiException::unauthorized);
            refuseImpersonation(request);
            ScopedValue.where(User.CURRENT, user).call(() -> {
                serve(user, request, response);
                return user;
            });
        } catch (ApiException failure) {
            Responses.failure(request, response, failure);
        } catch (RuntimeException fault) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), fault);
            Responses.failure(request, response, ApiException.internal(fault.toString()));
        }
    }

    /** Ignored, such a header would let a client do as itself what it believes to do as somebody else. */
    private static void refuseImpersonation(HttpServletRequest request) {
        for (String header : Collections.list(request.getHeaderNames())) {
            if (header.regionMatches(true, 0, IMPERSONATE, 0, IMPERSONATE.length())) {
                throw ApiException.forbiddenPath(
                        "impersonation is not supported by this cluster: send the request without " + header);
            }
        }
    }

    private void serve(User user, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        Query query = Query.parse(request.getQueryString());
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
        String verb =
                request.getMethod().equals("GET") ? "get" : request.getMethod().toLowerCase(Locale.ROOT);
        try (FlowControl.Seat seat = flows.enter(FlowRequest.onPath(user, verb, path))) {
            tellFlow(seat, response);
            authorizers.check(user, new Action.OnPath(verb, path));
            if (!documents.serve(path, query, request, response)) {
                Responses.text(response, HttpServletResponse.SC_NOT_FOUND, "404 page not found\n");
            }
        }
    }

    private void handle(User user, ApiRequest api, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Action.OnResource action = api.action();
        if (api instanceof ApiRequest.Watch || api instanceof ApiRequest.Connect) {
            authorizers.check(user, action);
            try (LongRequests.Place _ = longRequests.enter(user)) {
                objects.handle(api, request, response);
            }
            return;
        }
        String resource = action.kind().plural() + (action.subresource().isEmpty() ? "" : "/" + action.subresource());
        var flow = FlowRequest.onResource(user, action.verb(), action.kind().group(), resource, action.namespace());
        try (FlowControl.Seat seat = flows.enter(flow)) {
            tellFlow(seat, response);
            authorizers.check(user, action);
            objects.handle(api, request, response);
        }
    }

    private static void tellFlow(FlowControl.Seat seat, HttpServletResponse response) {
        if (seat.schemaUid().isEmpty()) return;
        response.setHeader("X-Kubernetes-PF-FlowSchema-UID", seat.schemaUid());
        response.setHeader("X-Kubernetes-PF-PriorityLevel-UID", seat.levelUid());
    }

    private static @Nullable X509Certificate certificate(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? chain[0]
                : null;
    }
}
