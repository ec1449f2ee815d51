package io.coxswain.example;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

@Group("yard.example.com")
@Version("v1")
public class Ferry extends CustomResource<Ferry.Spec, Ferry.Status> implements Namespaced {
    public static class Spec {
        public int passengers;
    }

    public static class Status {
        public int aboard;
    }
}
