package io.coxswain.local.component;

import io.coxswain.controlplane.ControlPlaneApplication;
import java.util.Map;

/** API server, controllers and scheduler. */
final class ControlPlane implements Component {
    @Override
    public String name() {
        return "Control plane";
    }

    @Override
    public Running start(Environment environment) {
        var settings = environment.settings();
        var database = environment.database();
        var context = ControlPlaneApplication.start(Map.ofEntries(
                Map.entry("coxswain.control-plane.address", "127.0.0.1"),
                Map.entry("coxswain.control-plane.port", settings.ports().api()),
                Map.entry(
                        "coxswain.control-plane.pki-directory",
                        environment.profile().pki().toString()),
                Map.entry("coxswain.control-plane.database.url", database.url()),
                Map.entry("coxswain.control-plane.database.username", database.username()),
                Map.entry("coxswain.control-plane.database.password", database.password()),
                Map.entry(
                        "coxswain.control-plane.cluster-cidr", settings.ranges().clusterCidr()),
                Map.entry(
                        "coxswain.control-plane.service-cidr", settings.ranges().serviceCidr()),
                Map.entry(
                        "coxswain.control-plane.cluster-name",
                        environment.profile().clusterName()),
                Map.entry("management.server.port", settings.ports().controlPlaneManagement())));
        return context::close;
    }
}
