package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Write;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Services: an address from the cluster's range, claimed with the Service and released with it. */
public final class ServiceStrategy implements Strategy {
    private static final String HEADLESS = "None";

    private final ServiceAddresses addresses;

    public ServiceStrategy(ServiceAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.SERVICE;
    }

    @Override
    public List<String> nameFaults(String name) {
        return Names.dns1035Label(name);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").putObject("loadBalancer");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "type", "ClusterIP");
        Fields.setDefault(spec, "sessionAffinity", "None");
        for (ObjectNode port : Fields.objects(spec, "ports")) {
            Fields.setDefault(port, "protocol", "TCP");
            if (!Fields.has(port, "targetPort")
                    || port.path("targetPort").asString("").isEmpty()
                    || port.path("targetPort").asString("").equals("0")) {
                port.put("targetPort", port.path("port").asInt(0));
            }
        }
        if (isExternalName(object)) return;
        Fields.setDefault(spec, "internalTrafficPolicy", "Cluster");
        Fields.setDefault(spec, "ipFamilyPolicy", "SingleStack");
        if (spec.path("ipFamilies").isEmpty()) spec.putArray("ipFamilies").add("IPv4");
        String address = Fields.text(spec, "clusterIP");
        if (address.isEmpty() && !spec.path("clusterIPs").isEmpty()) {
            spec.put("clusterIP", spec.path("clusterIPs").path(0).asString(""));
        } else if (!address.isEmpty() && spec.path("clusterIPs").isEmpty()) {
            spec.putArray("clusterIPs").add(address);
        }
    }

    /** A client that leaves the address out keeps the one it has. */
    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (isExternalName(object) || isExternalName(old)) return;
        if (Fields.text(spec, "clusterIP").isEmpty()) {
            Fields.copyOrRemove(Fields.ensure(old, "spec"), spec, "clusterIP");
        }
        if (spec.path("clusterIPs").isEmpty()) Fields.copyOrRemove(Fields.ensure(old, "spec"), spec, "clusterIPs");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ServiceRules.validate(Fields.ensure(object, "spec"), addresses.range(), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (isExternalName(object) || isExternalName(old)) return;
        String before = Fields.text(old.path("spec"), "clusterIP");
        if (!before.isEmpty() && !before.equals(Fields.text(object.path("spec"), "clusterIP"))) {
            errors.add(FieldError.invalid(
                    "spec.clusterIPs[0]", object.path("spec").path("clusterIPs"), "may not change once set"));
        }
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.clusterIP", "spec.type");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of(
                "spec.clusterIP", Fields.text(object.path("spec"), "clusterIP"),
                "spec.type", Fields.text(object.path("spec"), "type"));
    }

    @Override
    public List<Write> companions(@Nullable ObjectNode object, @Nullable ObjectNode old, Snapshot snapshot) {
        List<Write> writes = new ArrayList<>();
        String before = old == null ? "" : claimed(old);
        if (object != null && !isExternalName(object)) {
            ObjectNode spec = Fields.ensure(object, "spec");
            String wanted = Fields.text(spec, "clusterIP");
            if (wanted.isEmpty()) {
                wanted = addresses.free(snapshot).orElseThrow(() -> unavailable(object, "", "range is full"));
                spec.put("clusterIP", wanted).putArray("clusterIPs").add(wanted);
                writes.add(addresses.claim(wanted, object));
            } else if (!wanted.equals(HEADLESS) && !wanted.equals(before)) {
                if (addresses.isTaken(wanted, snapshot)) {
                    throw unavailable(object, wanted, "provided IP is already allocated");
                }
                writes.add(addresses.claim(wanted, object));
            }
            if (wanted.equals(before)) return writes;
        }
        if (!before.isEmpty()) addresses.release(before, snapshot).ifPresent(writes::add);
        return writes;
    }

    private static String claimed(ObjectNode service) {
        String address = isExternalName(service) ? "" : Fields.text(service.path("spec"), "clusterIP");
        return address.equals(HEADLESS) ? "" : address;
    }

    private static boolean isExternalName(ObjectNode service) {
        return Fields.text(service.path("spec"), "type").equals("ExternalName");
    }

    private ApiException unavailable(ObjectNode service, String address, String why) {
        String what =
                address.isEmpty() ? "failed to allocate a serviceIP: " : "failed to allocate IP " + address + ": ";
        return ApiException.invalid(
                Kinds.SERVICE,
                Metadata.name(service),
                List.of(FieldError.invalid(
                        "spec.clusterIPs", Json.MAPPER.createArrayNode().add(address), what + why)));
    }
}
