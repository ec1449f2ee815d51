package io.coxswain.controlplane.access;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.rbac.PolicyRule;
import io.coxswain.controlplane.security.rbac.RuleCover;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the roles and bindings that every cluster has to what the program knows of them: what is missing is added,
 * what somebody has added stays, and an object whose annotation says that it is not updated by itself is left alone.
 */
public final class BootstrapPolicy {
    private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private final ResourceService resources;

    public BootstrapPolicy(ResourceService resources) {
        this.resources = resources;
    }

    /** All at once, since each write waits for its commit and many share one. */
    public void reconcile() {
        PolicyTable table = PolicyTable.load();
        each(table.roles(), this::reconcileRole);
        each(table.bindings(), this::reconcileBinding);
    }

    private static void each(List<ObjectNode> objects, Consumer<ObjectNode> reconcile) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> passes = objects.stream()
                    .map(object -> threads.submit(() -> reconcile.accept(object)))
                    .toList();
            for (Future<?> pass : passes) pass.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the bootstrap roles cannot be written", failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the bootstrap roles were written", stop);
        }
    }

    private void reconcileRole(ObjectNode wanted) {
        Kind<?> kind = kind(wanted);
        Optional<ObjectNode> found = find(kind, Metadata.key(wanted));
        if (found.isEmpty()) {
            create(kind, wanted);
            return;
        }
        if (isLeftAlone(found.get())) return;
        change(kind, wanted, current -> {
            complete(current, wanted);
            if (wanted.has("aggregationRule")) {
                add(
                        current.withObject("/aggregationRule"),
                        "clusterRoleSelectors",
                        wanted.path("aggregationRule").path("clusterRoleSelectors"));
                return;
            }
            for (JsonNode rule : wanted.path("rules")) {
                List<PolicyRule> held = PolicyRule.ofRole(current);
                List<PolicyRule> one = PolicyRule.ofRole(
                        Json.object().set("rules", Json.MAPPER.createArrayNode().add(rule.deepCopy())));
                if (!RuleCover.missing(held, one).isEmpty())
                    current.withArray("/rules").add(rule.deepCopy());
            }
        });
    }

    private void reconcileBinding(ObjectNode wanted) {
        Kind<?> kind = kind(wanted);
        ObjectKey key = Metadata.key(wanted);
        Optional<ObjectNode> found = find(kind, key);
        if (found.isPresent() && isLeftAlone(found.get())) return;
        if (found.isPresent() && !Json.same(found.get().path("roleRef"), wanted.path("roleRef"))) {
            // What a binding refers to cannot be changed.
            resources.delete(kind, key, DeleteOptions.defaults(), options());
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            create(kind, wanted);
            return;
        }
        change(kind, wanted, current -> {
            complete(current, wanted);
            add(current, "subjects", wanted.path("subjects"));
        });
    }

    private void change(Kind<?> kind, ObjectNode wanted, Consumer<ObjectNode> change) {
        resources.change(
                kind,
                Metadata.key(wanted),
                "",
                current -> {
                    change.accept(current);
                    return current;
                },
                options());
    }

    private void create(Kind<?> kind, ObjectNode wanted) {
        try {
            resources.create(kind, Metadata.namespace(wanted), wanted, options());
        } catch (ApiException failure) {
            // Another replica was faster, with the same table.
            if (!failure.is(Reason.AlreadyExists)) throw failure;
        }
    }

    private Optional<ObjectNode> find(Kind<?> kind, ObjectKey key) {
        try {
            var stored = resources.get(kind, key, "0");
            return Optional.of(stored.body().tree(stored.revision()));
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) return Optional.empty();
            throw failure;
        }
    }

    private static void complete(ObjectNode current, ObjectNode wanted) {
        for (String field : List.of("labels", "annotations")) {
            ObjectNode present = Metadata.of(current).withObject("/" + field);
            wanted.path("metadata").path(field).properties().forEach(entry -> {
                if (!present.has(entry.getKey())) present.set(entry.getKey(), entry.getValue());
            });
        }
    }

    private static void add(ObjectNode to, String field, JsonNode values) {
        for (JsonNode value : values) {
            boolean there = to.path(field).valueStream().anyMatch(one -> Json.same(one, value));
            if (!there) to.withArray("/" + field).add(value.deepCopy());
        }
    }

    private static boolean isLeftAlone(ObjectNode object) {
        return "false".equals(Metadata.annotations(object).get(AUTO_UPDATE));
    }

    private static Kind<?> kind(ObjectNode object) {
        return switch (object.path("kind").asString("")) {
            case "Role" -> Kinds.ROLE;
            case "ClusterRole" -> Kinds.CLUSTER_ROLE;
            case "RoleBinding" -> Kinds.ROLE_BINDING;
            default -> Kinds.CLUSTER_ROLE_BINDING;
        };
    }

    private static WriteOptions options() {
        return WriteOptions.of(User.apiServer());
    }
}
