package io.coxswain.controlplane.strategy;

import java.net.URI;
import java.net.URISyntaxException;
import tools.jackson.databind.node.ObjectNode;

/** How a webhook is reached: by a URL or by a Service. */
public final class WebhookClients {
    private static final int HTTPS = 443;

    private WebhookClients() {}

    /** Defaults of the {@code clientConfig} in an object. */
    public static void setDefaults(ObjectNode webhook) {
        if (webhook.path("clientConfig").path("service") instanceof ObjectNode service) {
            Fields.setDefault(service, "port", HTTPS);
        }
    }

    public static void validate(Place client) {
        Place url = client.at("url");
        Place service = client.at("service");
        if (url.isSet() == service.isSet()) client.required("exactly one of url or service is required");
        else if (url.isSet()) url(url);
        else service(service);
    }

    private static void service(Place service) {
        service.at("name").isGiven("service name is required");
        service.at("namespace").isGiven("service namespace is required");
        Place port = service.at("port");
        Names.portNumber(port.number()).stream()
                .findFirst()
                .ifPresent(fault -> port.invalid("port is not valid: " + fault));
        Place path = service.at("path");
        if (!path.isSet() || path.text().equals("/")) return;
        if (path.isEmpty() || !path.text().startsWith("/")) {
            path.invalid("must start with a '/'");
            return;
        }
        String[] steps = path.text().substring(1).split("/", -1);
        for (int at = 0; at < steps.length; at++) {
            boolean last = at == steps.length - 1;
            if (steps[at].isEmpty() && !last) path.invalid("segment[" + at + "] may not be empty");
            if (steps[at].isEmpty()) continue;
            for (String fault : Names.subdomain(steps[at])) path.invalid("segment[" + at + "]: " + fault);
        }
    }

    private static void url(Place place) {
        String form = "desired format: https://host[/path]";
        URI url;
        try {
            url = new URI(place.text());
        } catch (URISyntaxException malformed) {
            place.required("url must be a valid URL: " + malformed.getMessage() + "; " + form);
            return;
        }
        if (!"https".equals(url.getScheme())) {
            invalid(place, url.getScheme(), "'https' is the only allowed URL scheme; " + form);
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            invalid(place, "", "host must be specified; " + form);
        }
        if (url.getUserInfo() != null) {
            invalid(place, url.getUserInfo(), "user information is not permitted in the URL");
        }
        if (url.getFragment() != null) invalid(place, url.getFragment(), "fragments are not permitted in the URL");
        if (url.getQuery() != null) invalid(place, url.getQuery(), "query parameters are not permitted in the URL");
    }

    private static void invalid(Place place, @org.jspecify.annotations.Nullable String value, String detail) {
        place.errors().add(io.coxswain.status.FieldError.invalid(place.path(), value == null ? "" : value, detail));
    }
}
