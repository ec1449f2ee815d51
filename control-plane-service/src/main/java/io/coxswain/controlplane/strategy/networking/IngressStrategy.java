package io.coxswain.controlplane.strategy.networking;

import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.AddressRange;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses: hosts, absolute paths with a type, and backends that name a Service's port. */
public final class IngressStrategy implements Strategy {
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> FORBIDDEN_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> FORBIDDEN_ENDS = List.of("/..", "/.");

    @Override
    public Kind<?> kind() {
        return Kinds.INGRESS;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").putObject("loadBalancer");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place ingress = Place.of(object, errors);
        Place spec = ingress.at("spec");
        Place rules = spec.at("rules");
        if (rules.isEmpty() && !spec.at("defaultBackend").isSet()) {
            errors.add(FieldError.invalid(
                    "spec",
                    rules.value().isMissingNode() ? "null" : rules.value(),
                    "either" + " `defaultBackend` or `rules` must be specified"));
        }
        if (spec.at("defaultBackend").isSet()) backend(spec.at("defaultBackend"));
        for (Place rule : rules.each()) {
            host(rule.at("host"));
            Place http = rule.at("http");
            if (!http.isSet()) continue;
            http.at("paths").isGiven("");
            http.each("paths").forEach(IngressStrategy::path);
        }
        for (Place tls : spec.each("tls")) {
            tls.each("hosts").forEach(name -> name.form(IngressStrategy::hostFaults));
            if (!tls.at("secretName").isEmpty()) tls.at("secretName").form(Names::subdomain);
        }
        Place className = spec.at("ingressClassName");
        className.formIfSet(Names::subdomain);
        String annotated = Metadata.annotations(object).get(CLASS_ANNOTATION);
        boolean isNew = Metadata.resourceVersion(object).isEmpty();
        if (isNew && annotated != null && className.isSet() && !annotated.equals(className.text())) {
            errors.add(FieldError.invalid(
                    "annotations." + CLASS_ANNOTATION,
                    annotated,
                    "must match `ingressClassName` when both are specified"));
        }
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        for (Place point :
                Place.of(object, errors).at("status").at("loadBalancer").each("ingress")) {
            if (!point.at("ip").isEmpty()) point.at("ip").form(Formats::address);
            Place name = point.at("hostname");
            if (name.isEmpty()) continue;
            name.form(Names::subdomain);
            if (AddressRange.isAddress(name.text())) name.invalid("must be a DNS name, not an IP address");
        }
    }

    private static void path(Place path) {
        Place type = path.at("pathType");
        Place value = path.at("path");
        String text = value.text();
        if (!type.isSet()) {
            type.required("pathType must be specified");
            return;
        }
        switch (type.text()) {
            case "Exact", "Prefix" -> {
                if (!text.startsWith("/")) value.invalid("must be an absolute path");
                for (String sequence : FORBIDDEN_SEQUENCES) {
                    if (text.contains(sequence)) value.invalid("must not contain '" + sequence + "'");
                }
                for (String end : FORBIDDEN_ENDS) {
                    if (text.endsWith(end)) value.invalid("cannot end with '" + end + "'");
                }
            }
            case "ImplementationSpecific" -> {
                if (!text.isEmpty() && !text.startsWith("/")) value.invalid("must be an absolute path");
            }
            default -> type.unsupported(PATH_TYPES);
        }
        backend(path.at("backend"));
    }

    private static void backend(Place backend) {
        Place service = backend.at("service");
        Place resource = backend.at("resource");
        if (service.isSet() && resource.isSet()) {
            invalid(backend, "cannot set both resource and service backends");
        } else if (resource.isSet()) {
            resource.at("apiGroup").formIfSet(Names::subdomain);
            resource.at("kind").requireForm("", Formats::pathSegment);
            resource.at("name").requireForm("", Formats::pathSegment);
        } else if (service.isSet()) {
            service.at("name").requireForm("", Names::label);
            Place name = service.at("port").at("name");
            Place number = service.at("port").at("number");
            boolean named = !name.isEmpty();
            boolean numbered = number.number() != 0;
            if (named && numbered) invalid(backend, "cannot set both port name & port number");
            else if (named) name.form(Names::portName);
            else if (numbered) Names.portNumber(number.number()).forEach(number::invalid);
            else backend.required("port name or number is required");
        } else {
            invalid(backend, "resource or service backend is required");
        }
    }

    private static void host(Place host) {
        if (host.isEmpty()) return;
        if (AddressRange.isAddress(host.text()) || host.text().contains(":")) {
            host.invalid("must be a DNS name, not an IP address");
        }
        host.form(IngressStrategy::hostFaults);
    }

    private static List<String> hostFaults(String host) {
        if (!host.contains("*")) return Names.subdomain(host);
        String form = "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
        List<String> faults = new ArrayList<>();
        if (!host.matches(form)) {
            faults.add(
                    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must"
                            + " consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
                            + " (e.g. '*.example.com', regex used for validation is '" + form + "')");
        }
        return faults;
    }

    private static void invalid(Place backend, String detail) {
        backend.errors().add(FieldError.invalid(backend.path(), "", detail));
    }
}
