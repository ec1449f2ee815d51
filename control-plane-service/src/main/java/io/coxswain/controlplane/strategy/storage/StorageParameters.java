package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** What StorageClasses and VolumeAttributesClasses have in common: a driver and its parameters. */
final class StorageParameters {
    private static final int MOST = 512;
    private static final int BYTES = 256 * 1024;

    private StorageParameters() {}

    static void driver(Place driver) {
        driver.requireForm("", name -> Names.qualified(name.toLowerCase(Locale.ROOT)));
    }

    static void validate(Place parameters, boolean mayBeEmpty) {
        if (!(parameters.value() instanceof ObjectNode map)) {
            if (!mayBeEmpty) parameters.required("must contain at least one key/value pair");
            return;
        }
        if (map.isEmpty() && !mayBeEmpty) parameters.required("must contain at least one key/value pair");
        if (map.size() > MOST) {
            parameters.tooLong(MOST);
            return;
        }
        long size = 0;
        for (var entry : map.properties()) {
            if (entry.getKey().isEmpty()) parameters.invalid("field can not be empty.");
            size += bytes(entry.getKey()) + bytes(entry.getValue().asString(""));
        }
        if (size > BYTES) parameters.tooLong(BYTES);
    }

    /** A field that an update may not change, in the words of this group. */
    static void unchanged(Place object, Place old, String field) {
        if (!object.at(field).isSame(old.at(field))) {
            object.at(field).forbidden("updates to " + field + " are forbidden.");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
