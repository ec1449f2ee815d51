package io.coxswain.local.component;

import io.coxswain.gateway.GatewayApplication;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The Ingress controller and its data plane on the host's ports. */
final class Gateway implements Component {
    @Override
    public String name() {
        return "Gateway";
    }

    @Override
    public Running start(Environment environment) throws IOException {
        var settings = environment.settings();
        var context = GatewayApplication.start(Map.ofEntries(
                Map.entry(
                        "coxswain.gateway.kubeconfig",
                        environment
                                .kubeconfig("coxswain:ingress-gateway", List.of())
                                .toString()),
                Map.entry("coxswain.gateway.http-port", settings.ports().http()),
                Map.entry("coxswain.gateway.https-port", settings.ports().https()),
                Map.entry("coxswain.gateway.address", settings.gatewayAddress()),
                // What an Ingress's status shows is for a user of this machine.
                Map.entry("coxswain.gateway.published-address", "127.0.0.1"),
                Map.entry("management.server.port", settings.ports().gatewayManagement())));
        return context::close;
    }
}
