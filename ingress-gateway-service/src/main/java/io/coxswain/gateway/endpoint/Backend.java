package io.coxswain.gateway.endpoint;

import io.coxswain.model.ObjectKey;

/** A port of a Service, as an Ingress names it. */
public record Backend(ObjectKey service, Port port) {
    public sealed interface Port {
        record Numbered(int number) implements Port {
            @Override
            public String toString() {
                return String.valueOf(number);
            }
        }

        record Named(String name) implements Port {
            @Override
            public String toString() {
                return name;
            }
        }
    }

    @Override
    public String toString() {
        return service + ":" + port;
    }
}
