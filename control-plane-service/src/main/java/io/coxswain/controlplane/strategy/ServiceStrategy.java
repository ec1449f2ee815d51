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

/** Services: an address from the cluster's range and ports on its nodes, claimed and released with the Service. */
public final class ServiceStrategy implements Strategy {
    private static final String HEADLESS = "None";

    private final ServiceAddresses addresses;
    private final ServiceNodePorts nodePorts;

    public ServiceStrategy(ServiceAddresses addresses, NodePorts nodePorts) {
        this.addresses = addresses;
        this.nodePorts = new ServiceNodePorts(nodePorts);
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
        ServiceDefaults.apply(Fields.ensure(object, "spec"));
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        ServiceUpdate.dropUseless(object, old);
        ServiceUpdate.carryOver(object, old);
    }

    @Override
    public void prepareStatus(String subresource, ObjectNode object, ObjectNode old) {
        ServiceTrafficRules.setStatusDefaults(object);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Fields.ensure(object, "spec");
        ServiceRules.validate(Place.of(object, errors).at("spec"), addresses.range());
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        Place before = Place.of(old, errors).at("spec");
        boolean balanced = spec.at("type").text().equals("LoadBalancer")
                && before.at("type").isSame(spec.at("type"));
        if (balanced) spec.at("loadBalancerClass").unchanged(before.at("loadBalancerClass"), "may not change once set");
        if (isExternalName(object) || isExternalName(old)) return;
        String address = before.at("clusterIP").text();
        if (!address.isEmpty() && !address.equals(spec.at("clusterIP").text())) {
            errors.add(FieldError.invalid(
                    "spec.clusterIPs[0]", object.path("spec").path("clusterIPs"), "may not change once set"));
        }
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        ServiceTrafficRules.validateStatus(Place.of(object, errors));
    }

    @Override
    public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        return ServiceWarnings.of(Fields.ensure(object, "spec"));
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
        List<Write> writes = new ArrayList<>(nodePorts.companions(object, old, snapshot));
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
