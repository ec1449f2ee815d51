package io.coxswain.controlplane.strategy.certificates;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * CertificateSigningRequests: the request is fixed for ever; it is approved by one subresource and gets its certificate
 * by the other.
 */
public record CertificateRequestStrategy(Clock clock) implements Strategy {
    private static final String APPROVAL = "approval";
    private static final long SHORTEST_SECONDS = 600;
    private static final List<String> DECISIONS = List.of("Approved", "Denied", "Failed");
    private static final List<String> USAGES = List.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    @Override
    public Kind<?> kind() {
        return Kinds.CERTIFICATE_SIGNING_REQUEST;
    }

    @Override
    public List<String> nameFaults(String name) {
        return List.of();
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        Fields.copyOrRemove(old, object, "spec");
    }

    @Override
    public void prepareStatus(String subresource, ObjectNode object, ObjectNode old) {
        ObjectNode status = Fields.ensure(object, "status");
        if (subresource.equals(APPROVAL)) {
            JsonNode conditions = status.path("conditions").deepCopy();
            ObjectNode kept = old.path("status") instanceof ObjectNode before ? before.deepCopy() : Json.object();
            if (conditions.isArray()) kept.set("conditions", conditions);
            else kept.remove("conditions");
            object.set("status", kept);
        }
        String now = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
        for (ObjectNode condition : Fields.objects(object.path("status"), "conditions")) {
            Fields.setDefault(condition, "lastUpdateTime", now);
            Fields.setDefault(condition, "lastTransitionTime", lastTransition(condition, old, now));
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        if (!isRequest(spec.at("request").text())) {
            spec.at("request").invalid("PEM block type must be CERTIFICATE REQUEST");
        }
        spec.at("usages").isGiven("usages must be provided");
        spec.each("usages").forEach(usage -> usage.oneOf(USAGES));
        spec.at("usages").unique(usage -> usage);
        signer(spec.at("signerName"));
        Place seconds = spec.at("expirationSeconds");
        if (seconds.isSet() && seconds.number() < SHORTEST_SECONDS) {
            seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    @Override
    public void validateStatus(String subresource, ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place status = Place.of(object, errors).at("status");
        Place conditions = status.at("conditions");
        Set<String> types = new HashSet<>();
        for (Place condition : conditions.each()) {
            String type = condition.at("type").text();
            condition.at("type").isGiven("");
            if (!types.add(type)) condition.at("type").duplicate();
            if (DECISIONS.contains(type)) condition.at("status").oneOf(List.of("True"));
            else if (condition.at("status").isGiven("")) {
                condition.at("status").oneOf(List.of("False", "True", "Unknown"));
            }
        }
        if (types.contains("Approved") && types.contains("Denied")) {
            conditions.invalid("Approved and Denied conditions are mutually exclusive");
        }
        for (String type : DECISIONS) decision(type, subresource, conditions, old);
        Place certificate = status.at("certificate");
        boolean changed = !certificate.isSame(Place.of(old, errors).at("status").at("certificate"));
        boolean was = Fields.has(old.path("status"), "certificate");
        if (changed && was) certificate.forbidden("updates may not modify existing certificate content");
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.signerName");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of("spec.signerName", Fields.text(object.path("spec"), "signerName"));
    }

    private static void decision(String type, String subresource, Place conditions, ObjectNode old) {
        JsonNode before = find(old.path("status").path("conditions"), type);
        JsonNode now = find(conditions.value(), type);
        String quoted = "\"" + type + "\"";
        if (before.isMissingNode()) {
            boolean byApproval = type.equals("Failed") || subresource.equals(APPROVAL);
            if (!now.isMissingNode() && !byApproval) {
                conditions.forbidden("updates may not add a condition of type " + quoted);
            }
        } else if (now.isMissingNode()) {
            conditions.forbidden("updates may not remove a condition of type " + quoted);
        } else if (!Json.same(before, now)) {
            conditions.forbidden("updates may not modify a condition of type " + quoted);
        }
    }

    private static String lastTransition(ObjectNode condition, ObjectNode old, String now) {
        JsonNode before = find(old.path("status").path("conditions"), Fields.text(condition, "type"));
        boolean same = Fields.text(before, "status").equals(Fields.text(condition, "status"));
        String then = Fields.text(before, "lastTransitionTime");
        return same && !then.isEmpty() ? then : now;
    }

    private static JsonNode find(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (Fields.text(condition, "type").equals(type)) return condition;
        }
        return conditions.path("none");
    }

    private static void signer(Place signer) {
        if (!signer.isGiven("signerName must be provided")) return;
        List<String> faults = Formats.domainPrefixedPath(signer.text());
        if (signer.text().indexOf('/') < 1) {
            signer.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        faults.forEach(signer::invalid);
        String domain = signer.text().substring(0, signer.text().indexOf('/'));
        if (faults.isEmpty() && !domain.contains(".")) {
            signer.invalid("should be a domain with at least two segments separated by dots");
        }
    }

    private static boolean isRequest(String base64) {
        try {
            String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
            return pem.contains("-----BEGIN CERTIFICATE REQUEST-----")
                    && pem.contains("-----END CERTIFICATE REQUEST-----");
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
