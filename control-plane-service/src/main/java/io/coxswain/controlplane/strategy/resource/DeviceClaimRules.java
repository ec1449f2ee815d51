package io.coxswain.controlplane.strategy.resource;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of the devices that a claim asks for, alone or in a template. */
final class DeviceClaimRules {
    static final int MOST = 32;

    private static final int MOST_ALTERNATIVES = 8;
    private static final int EXPRESSION_BYTES = 10 * 1024;
    private static final List<String> MODES = List.of("All", "ExactCount");
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");
    private static final String REFERENCE =
            "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    private DeviceClaimRules() {}

    static void setDefaults(ObjectNode spec) {
        for (ObjectNode request : Fields.objects(spec.path("devices"), "requests")) {
            if (request.path("exactly") instanceof ObjectNode exactly) setRequestDefaults(exactly);
            Fields.objects(request, "firstAvailable").forEach(DeviceClaimRules::setRequestDefaults);
        }
    }

    static void validate(Place devices) {
        Set<String> names = names(devices);
        Place requests = devices.at("requests");
        if (requests.isWithin(MOST)) requests.each().forEach(DeviceClaimRules::request);
        requests.unique(request -> request.at("name"));
        Place constraints = devices.at("constraints");
        if (constraints.isWithin(MOST)) {
            for (Place constraint : constraints.each()) {
                references(constraint.at("requests"), names);
                Place attribute = constraint.at("matchAttribute");
                if (!attribute.isSet()) attribute.required("");
                else qualified(attribute);
            }
        }
        Place config = devices.at("config");
        if (!config.isWithin(MOST)) return;
        for (Place one : config.each()) {
            references(one.at("requests"), names);
            configuration(one);
        }
    }

    static void selectors(Place selectors) {
        if (!selectors.isWithin(MOST)) return;
        for (Place selector : selectors.each()) {
            Place cel = selector.at("cel");
            if (!cel.isSet()) cel.required("");
            else if (cel.at("expression").text().length() > EXPRESSION_BYTES) {
                cel.at("expression").tooLong(EXPRESSION_BYTES);
            }
        }
    }

    static void configuration(Place configuration) {
        Place opaque = configuration.at("opaque");
        if (!opaque.isSet()) {
            opaque.required("");
            return;
        }
        opaque.at("driver").requireForm("", Formats::driver);
        Place parameters = opaque.at("parameters");
        if (!parameters.isSet()) parameters.required("");
        else if (!parameters.value().isObject())
            parameters.invalid("error parsing data as JSON: must be a JSON object");
    }

    static void references(Place names, Set<String> known) {
        names.isWithin(MOST);
        names.unique(name -> name);
        names.each().stream().filter(name -> !known.contains(name.text())).forEach(name -> name.invalid(REFERENCE));
    }

    /** The names of the requests, and of each alternative behind the name of its request. */
    static Set<String> names(Place devices) {
        Set<String> names = new HashSet<>();
        for (Place request : devices.each("requests")) {
            String name = request.at("name").text();
            names.add(name);
            request.each("firstAvailable")
                    .forEach(alternative ->
                            names.add(name + "/" + alternative.at("name").text()));
        }
        return names;
    }

    private static void request(Place request) {
        request.at("name").requireForm("", Names::label);
        Place exactly = request.at("exactly");
        Place alternatives = request.at("firstAvailable");
        if (exactly.isSet() && !alternatives.isEmpty()) {
            request.invalid("exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
        } else if (exactly.isSet()) {
            device(exactly);
        } else if (alternatives.isEmpty()) {
            request.required("exactly one of `exactly` or `firstAvailable` is required");
        } else if (alternatives.isWithin(MOST_ALTERNATIVES)) {
            for (Place alternative : alternatives.each()) {
                alternative.at("name").requireForm("", Names::label);
                device(alternative);
            }
            alternatives.unique(alternative -> alternative.at("name"));
        }
    }

    private static void device(Place device) {
        device.at("deviceClassName").requireForm("", Names::subdomain);
        selectors(device.at("selectors"));
        Place mode = device.at("allocationMode");
        Place count = device.at("count");
        switch (mode.text()) {
            case "All" -> {
                if (count.number() != 0) count.invalid("must not be specified when allocationMode is 'All'");
            }
            case "ExactCount" -> {
                if (count.number() <= 0) count.invalid("must be greater than zero");
            }
            default -> mode.unsupported(MODES);
        }
        for (Place toleration : device.each("tolerations")) {
            if (!toleration.at("key").isEmpty()) toleration.at("key").form(Names::qualified);
            toleration.at("operator").oneOf(List.of("Equal", "Exists"));
            if (!toleration.at("effect").isEmpty()) toleration.at("effect").oneOf(EFFECTS);
        }
    }

    private static void qualified(Place attribute) {
        int slash = attribute.text().indexOf('/');
        if (slash < 0) attribute.invalid("must include a domain");
        else {
            attribute.form(text -> Names.subdomain(text.substring(0, slash)));
            if (!Formats.isIdentifier(attribute.text().substring(slash + 1))) {
                attribute.invalid(
                        "a valid C identifier must start with alphabetic character or '_', followed by a string of"
                                + " alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used"
                                + " for validation is '[A-Za-z_][A-Za-z0-9_]*')");
            }
        }
    }

    private static void setRequestDefaults(ObjectNode request) {
        Fields.setDefault(request, "allocationMode", "ExactCount");
        if (Fields.text(request, "allocationMode").equals("ExactCount")
                && request.path("count").asLong(0) == 0) {
            request.put("count", 1);
        }
        for (ObjectNode toleration : Fields.objects(request, "tolerations")) {
            Fields.setDefault(toleration, "operator", "Equal");
        }
    }
}
