package io.coxswain.controlplane.clients;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A custom resource as fabric8's users write it. */
@Group("yard.example.com")
@Version("v1")
public final class Tug extends CustomResource<Tug.Spec, Tug.Status> implements Namespaced {
    /** What is wished. */
    public static final class Spec {
        public @Nullable Integer engines;
        public @Nullable String name;
    }

    /** What there is. */
    public static final class Status {
        public @Nullable Integer running;
    }
}
