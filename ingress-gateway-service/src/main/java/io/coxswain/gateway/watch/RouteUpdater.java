package io.coxswain.gateway.watch;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.gateway.endpoint.Backend;
import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.gateway.tls.CertificateStore;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps routes, endpoints and certificates in step with the API: a change of an Ingress swaps the whole table, a change
 * of a Service or its EndpointSlices only that Service's endpoints. One virtual thread does all of it.
 */
public final class RouteUpdater implements Supplier<RouteTable>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RouteUpdater.class);
    private static final Duration BURST = Duration.ofMillis(20);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final Informer<Ingress> ingresses;
    private final Informer<IngressClass> classes;
    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final Informer<Secret> secrets;
    private final CertificateStore certificates;
    private final DefaultIngressClass defaultClass;
    private final ProblemReporter reporter;
    private final EndpointResolver resolver;
    private final Changes changes = new Changes(BURST);
    private final CompletableFuture<RouteTable> first = new CompletableFuture<>();
    private final Thread thread = Thread.ofVirtual().name("gateway routes").unstarted(this::run);
    private final Map<Backend, Upstream> upstreams = new HashMap<>();
    private final Map<Backend, EndpointResolver.Resolved> unresolved = new HashMap<>();
    private Map<Backend, Map<ObjectKey, Ingress>> users = Map.of();
    private List<Problem> problems = List.of();
    private volatile RouteTable table = RouteTable.empty();

    public RouteUpdater(
            Informers informers, Api api, CertificateStore certificates, EventRecorder events, InstantSource clock) {
        this.ingresses = informers.of(Kinds.INGRESS);
        this.classes = informers.of(Kinds.INGRESS_CLASS);
        this.services = informers.of(Kinds.SERVICE);
        this.slices = informers.of(Kinds.ENDPOINT_SLICE);
        this.secrets = informers.of(Kinds.SECRET);
        this.certificates = certificates;
        this.defaultClass = new DefaultIngressClass(api);
        this.reporter = new ProblemReporter(events, clock);
        Index<EndpointSlice> byService = slices.index("service", slice -> Stream.of(String.valueOf(serviceOf(slice))));
        this.resolver = new EndpointResolver(services::get, service -> byService.get(service.toString()));
    }

    public void start() {
        onChange(ingresses, any -> changes.routes());
        onChange(classes, any -> changes.routes());
        onChange(secrets, secret -> {
            if ("kubernetes.io/tls".equals(secret.getType())) changes.routes();
        });
        onChange(services, service -> changes.service(ObjectKey.of(service)));
        onChange(slices, slice -> {
            ObjectKey service = serviceOf(slice);
            if (service != null) changes.service(service);
        });
        thread.start();
    }

    /** The routes of now; empty until the first snapshot. */
    @Override
    public RouteTable get() {
        return table;
    }

    /** Completes with the first table that is made of a full snapshot. */
    public CompletableFuture<RouteTable> firstTable() {
        return first.copy();
    }

    private static <T extends HasMetadata> void onChange(Informer<T> informer, Consumer<T> listener) {
        informer.onChange(change -> {
            switch (change) {
                case Change.Added<T>(T now) -> listener.accept(now);
                case Change.Updated<T>(T before, T now) -> {
                    listener.accept(before);
                    listener.accept(now);
                }
                case Change.Deleted<T>(T last) -> listener.accept(last);
            }
        });
    }

    private static @Nullable ObjectKey serviceOf(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        String name = labels == null ? null : labels.get(SERVICE_NAME);
        return name == null ? null : new ObjectKey(slice.getMetadata().getNamespace(), name);
    }

    private void run() {
        try {
            awaitSynced();
            Changes.Batch batch = new Changes.Batch(true, Set.of());
            boolean classThere = false;
            while (true) {
                boolean lookAgain = true;
                try {
                    update(batch);
                    if (!classThere) classThere = defaultClass.ensure(classes.list(null));
                    lookAgain = reporter.report(allProblems()) || !classThere;
                } catch (RuntimeException fault) {
                    log.error("The routes could not be brought up to date, trying again", fault);
                    changes.routes();
                }
                batch = changes.take(lookAgain ? LOOK_AGAIN : IDLE);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitSynced() throws InterruptedException {
        for (Informer<?> informer : List.of(ingresses, classes, services, slices, secrets)) {
            while (!informer.awaitSynced(LOOK_AGAIN)) log.debug("Waiting for the first list from the API server");
        }
    }

    private void update(Changes.Batch batch) {
        if (batch.routes()) {
            updateRoutes();
        } else {
            users.keySet().stream()
                    .filter(backend -> batch.services().contains(backend.service()))
                    .forEach(this::updateEndpoints);
        }
    }

    private void updateRoutes() {
        IngressClasses ours = IngressClasses.of(classes.list(null));
        List<Ingress> own = ingresses.list(null).stream().filter(ours::include).toList();
        var compiled = IngressCompiler.compile(own, backend -> upstreams.computeIfAbsent(backend, Upstream::new));
        users = compiled.byBackend();
        users.keySet().forEach(this::updateEndpoints);
        table = compiled.table();
        first.complete(compiled.table());
        var tls = TlsCompiler.compile(own, secrets::get);
        certificates.replace(tls.byHost());
        List<Problem> found = new ArrayList<>(compiled.problems());
        found.addAll(tls.problems());
        problems = found;
        upstreams.entrySet().removeIf(entry -> {
            if (users.containsKey(entry.getKey())) return false;
            entry.getValue().replace(List.of());
            unresolved.remove(entry.getKey());
            return true;
        });
    }

    private void updateEndpoints(Backend backend) {
        Upstream upstream = upstreams.get(backend);
        if (upstream == null) return;
        EndpointResolver.Resolved resolved = resolver.resolve(backend);
        upstream.replace(resolved.addresses());
        if (resolved.reason().isEmpty()) unresolved.remove(backend);
        else unresolved.put(backend, resolved);
    }

    private List<Problem> allProblems() {
        List<Problem> all = new ArrayList<>(problems);
        unresolved.forEach((backend, resolved) -> users.getOrDefault(backend, Map.of())
                .values()
                .forEach(ingress -> all.add(new Problem(ingress, resolved.reason(), resolved.message()))));
        return all;
    }

    @Override
    public void close() {
        thread.interrupt();
        first.cancel(false);
        try {
            if (!thread.join(GRACE)) log.warn("The route updater does not end");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
