package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses: hosts, absolute paths with a type, and backends that name a Service's port. */
public final class IngressStrategy implements Strategy {
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
        ObjectNode spec = Fields.ensure(object, "spec");
        List<ObjectNode> rules = Fields.objects(spec, "rules");
        if (rules.isEmpty() && !spec.has("defaultBackend")) {
            errors.add(FieldError.invalid("spec", spec, "either `defaultBackend` or `rules` must be specified"));
        }
        if (spec.path("defaultBackend") instanceof ObjectNode backend) backend(backend, "spec.defaultBackend", errors);
        String className = Fields.text(spec, "ingressClassName");
        if (!className.isEmpty()) {
            MetadataRules.invalid(errors, "spec.ingressClassName", className, Names.subdomain(className));
        }
        int at = 0;
        for (ObjectNode tls : Fields.objects(spec, "tls")) {
            int host = 0;
            for (String name : Fields.texts(tls, "hosts")) {
                host(name, "spec.tls[" + at + "].hosts[" + host++ + "]", errors);
            }
            at++;
        }
        at = 0;
        for (ObjectNode rule : rules) {
            String path = "spec.rules[" + at++ + "]";
            host(Fields.text(rule, "host"), path + ".host", errors);
            if (rule.path("http") instanceof ObjectNode http) paths(http, path + ".http.paths", errors);
        }
    }

    private static void paths(ObjectNode http, String path, List<FieldError> errors) {
        List<ObjectNode> paths = Fields.objects(http, "paths");
        if (paths.isEmpty()) errors.add(FieldError.required(path, ""));
        int at = 0;
        for (ObjectNode one : paths) {
            String here = path + "[" + at++ + "]";
            String type = Fields.text(one, "pathType");
            String value = Fields.text(one, "path");
            if (type.isEmpty()) {
                errors.add(FieldError.required(here + ".pathType", "pathType must be specified"));
            } else if (!List.of("Exact", "ImplementationSpecific", "Prefix").contains(type)) {
                errors.add(FieldError.notSupported(
                        here + ".pathType", type, List.of("Exact", "ImplementationSpecific", "Prefix")));
            } else if (!value.startsWith("/") && !(type.equals("ImplementationSpecific") && value.isEmpty())) {
                errors.add(FieldError.invalid(here + ".path", value, "must be an absolute path"));
            }
            if (!type.equals("ImplementationSpecific")) {
                for (String sequence : List.of("//", "/./", "/../", "%2f", "%2F")) {
                    if (value.contains(sequence)) {
                        errors.add(FieldError.invalid(here + ".path", value, "must not contain '" + sequence + "'"));
                    }
                }
            }
            backend(Fields.ensure(one, "backend"), here + ".backend", errors);
        }
    }

    private static void backend(ObjectNode backend, String path, List<FieldError> errors) {
        if (backend.has("resource")) {
            errors.add(FieldError.forbidden(path + ".resource", "is not supported by this cluster"));
            return;
        }
        if (!(backend.path("service") instanceof ObjectNode service)) {
            errors.add(FieldError.required(path, "service or resource backend is required"));
            return;
        }
        String name = Fields.text(service, "name");
        if (name.isEmpty()) errors.add(FieldError.required(path + ".service.name", ""));
        else MetadataRules.invalid(errors, path + ".service.name", name, Names.dns1035Label(name));
        String portName = Fields.text(service.path("port"), "name");
        long number = service.path("port").path("number").asLong(0);
        if (!portName.isEmpty() && number != 0) {
            errors.add(FieldError.invalid(path, "", "cannot set both port name & port number"));
        } else if (!portName.isEmpty()) {
            MetadataRules.invalid(errors, path + ".service.port.name", portName, Names.portName(portName));
        } else if (number == 0) {
            errors.add(FieldError.required(path + ".service.port", "port name or number is required"));
        } else {
            MetadataRules.invalid(errors, path + ".service.port.number", number, Names.portNumber(number));
        }
    }

    private static void host(String host, String path, List<FieldError> errors) {
        if (host.isEmpty()) return;
        List<String> faults = new ArrayList<>();
        if (host.matches("[0-9.]+")) faults.add("must be a DNS name, not an IP address");
        else if (host.startsWith("*.")) faults.addAll(Names.subdomain(host.substring(2)));
        else faults.addAll(Names.subdomain(host));
        MetadataRules.invalid(errors, path, host, faults);
    }
}
