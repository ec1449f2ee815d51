package io.coxswain.controlplane.strategy.flowcontrol;

import io.coxswain.controlplane.fairness.BootstrapFlows;
import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** PriorityLevelConfigurations: how many requests of a level are served at once, and where the others wait. */
public final class PriorityLevelStrategy implements Strategy {
    private static final int MOST_QUEUES = 10_000_000;
    private static final int HASH_BITS = 60;

    @Override
    public Kind<?> kind() {
        return Kinds.PRIORITY_LEVEL_CONFIGURATION;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (Fields.text(spec, "type").equals("Exempt")) {
            ObjectNode exempt = Fields.ensure(spec, "exempt");
            Fields.setDefault(exempt, "nominalConcurrencyShares", 0);
            Fields.setDefault(exempt, "lendablePercent", 0);
        }
        if (!(spec.path("limited") instanceof ObjectNode limited)) return;
        Fields.setDefault(limited, "nominalConcurrencyShares", 30);
        Fields.setDefault(limited, "lendablePercent", 0);
        if (limited.path("limitResponse").path("queuing") instanceof ObjectNode queuing) {
            setIfZero(queuing, "queues", 64);
            setIfZero(queuing, "handSize", 8);
            setIfZero(queuing, "queueLengthLimit", 50);
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        String name = Metadata.name(object);
        Place spec = Place.of(object, errors).at("spec");
        Place type = spec.at("type");
        Place limited = spec.at("limited");
        Place exempt = spec.at("exempt");
        if (name.equals("exempt") != type.text().equals("Exempt")) {
            type.invalid("type must be 'Exempt' if and only if name is 'exempt'");
        }
        switch (type.text()) {
            case "Exempt" -> {
                if (limited.isSet()) limited.forbidden("must be nil if the type is not Limited");
                shares(exempt);
            }
            case "Limited" -> {
                if (exempt.isSet()) exempt.forbidden("must be nil if the type is Limited");
                if (limited.isSet()) limited(limited);
                else limited.required("must not be empty when type is Limited");
            }
            default -> type.unsupported(List.of("Exempt", "Limited"));
        }
        if (name.equals("catch-all")) Mandatory.check(name, spec, BootstrapFlows.levels());
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        FlowSchemaStrategy.conditions(Place.of(object, errors).at("status").at("conditions"));
    }

    private static void limited(Place limited) {
        shares(limited);
        Place borrowing = limited.at("borrowingLimitPercent");
        if (borrowing.isSet() && borrowing.number() < 0) {
            borrowing.invalid("if specified, must be a non-negative integer");
        }
        Place response = limited.at("limitResponse");
        Place queuing = response.at("queuing");
        switch (response.at("type").text()) {
            case "Reject" -> {
                if (queuing.isSet()) queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
            }
            case "Queue" -> {
                if (queuing.isSet()) queuing(queuing);
                else queuing.required("must not be empty if limited.limitResponse.type is Limited");
            }
            default -> response.at("type").unsupported(List.of("Queue", "Reject"));
        }
    }

    private static void shares(Place level) {
        Place shares = level.at("nominalConcurrencyShares");
        if (shares.number() < 0) shares.invalid("must be a non-negative integer");
        Place lendable = level.at("lendablePercent");
        if (lendable.number() < 0 || lendable.number() > 100) lendable.invalid("must be between 0 and 100, inclusive");
    }

    private static void queuing(Place queuing) {
        if (queuing.at("queueLengthLimit").number() <= 0)
            queuing.at("queueLengthLimit").invalid("must be positive");
        Place queues = queuing.at("queues");
        if (queues.number() <= 0) queues.invalid("must be positive");
        else if (queues.number() > MOST_QUEUES) queues.invalid("must not be greater than " + MOST_QUEUES);
        Place hand = queuing.at("handSize");
        long bits = entropy(queues.number(), hand.number());
        if (hand.number() <= 0) hand.invalid("must be positive");
        else if (hand.number() > queues.number()) {
            hand.invalid("should not be greater than queues (" + queues.number() + ")");
        } else if (bits > HASH_BITS) {
            hand.invalid("required entropy bits of deckSize " + queues.number() + " and handSize " + hand.number()
                    + " should not be greater than " + HASH_BITS);
        }
    }

    /** The bits that it takes to deal a hand of so many out of a deck. */
    private static long entropy(long deck, long hand) {
        double bits = 0;
        for (long card = 0; card < hand && card < deck && bits <= HASH_BITS; card++) {
            bits += Math.log((double) (deck - card)) / Math.log(2);
        }
        return (long) Math.ceil(bits);
    }

    private static void setIfZero(ObjectNode object, String field, int value) {
        if (object.path(field).asInt(0) == 0) object.put(field, value);
    }
}
