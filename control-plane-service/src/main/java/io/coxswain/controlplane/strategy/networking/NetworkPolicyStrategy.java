package io.coxswain.controlplane.strategy.networking;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** NetworkPolicies: who may speak with the Pods that are selected. */
public final class NetworkPolicyStrategy implements Strategy {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> TYPES = List.of("Ingress", "Egress");

    @Override
    public Kind<?> kind() {
        return Kinds.NETWORK_POLICY;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.ensure(spec, "podSelector");
        for (String direction : List.of("ingress", "egress")) {
            for (ObjectNode rule : Fields.objects(spec, direction)) {
                Fields.objects(rule, "ports").forEach(port -> Fields.setDefault(port, "protocol", "TCP"));
            }
        }
        if (!spec.path("policyTypes").isEmpty()) return;
        ArrayNode types = spec.putArray("policyTypes").add("Ingress");
        if (!spec.path("egress").isEmpty()) types.add("Egress");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        LabelSelectors.validate(spec.at("podSelector"));
        for (Place rule : spec.each("ingress")) rule(rule, "from");
        for (Place rule : spec.each("egress")) rule(rule, "to");
        Place types = spec.at("policyTypes");
        if (types.value().size() > 2) types.invalid("may not specify more than two policyTypes");
        else types.each().forEach(type -> type.oneOf(TYPES));
    }

    private static void rule(Place rule, String peers) {
        rule.each("ports").forEach(NetworkPolicyStrategy::port);
        rule.each(peers).forEach(NetworkPolicyStrategy::peer);
    }

    private static void port(Place port) {
        port.at("protocol").oneOfIfSet(PROTOCOLS);
        Place number = port.at("port");
        Place end = port.at("endPort");
        if (!number.isSet()) {
            if (end.isSet()) end.invalid("may not be specified when `port` is not specified");
        } else if (number.value().isNumber()) {
            Names.portNumber(number.number()).forEach(number::invalid);
            if (!end.isSet()) return;
            if (end.number() < number.number()) end.invalid("must be greater than or equal to `port`");
            Names.portNumber(end.number()).forEach(end::invalid);
        } else {
            if (end.isSet()) end.invalid("may not be specified when `port` is non-numeric");
            number.form(Names::portName);
        }
    }

    private static void peer(Place peer) {
        Place block = peer.at("ipBlock");
        boolean selects =
                peer.at("podSelector").isSet() || peer.at("namespaceSelector").isSet();
        LabelSelectors.validate(peer.at("podSelector"));
        LabelSelectors.validate(peer.at("namespaceSelector"));
        if (block.isSet()) block(block);
        if (!selects && !block.isSet()) peer.required("must specify a peer");
        else if (selects && block.isSet()) peer.forbidden("may not specify both ipBlock and another peer");
    }

    private static void block(Place block) {
        Place range = block.at("cidr");
        if (!range.isGiven("")) return;
        range.form(Formats::range);
        if (!Formats.range(range.text()).isEmpty()) return;
        for (Place except : block.each("except")) {
            except.form(Formats::range);
            if (Formats.range(except.text()).isEmpty() && !Formats.isStrictlyWithin(except.text(), range.text())) {
                except.invalid("must be a strict subset of `cidr`");
            }
        }
    }
}
