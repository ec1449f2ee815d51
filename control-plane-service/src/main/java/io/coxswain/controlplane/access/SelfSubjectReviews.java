package io.coxswain.controlplane.access;

import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Who the caller is. */
public final class SelfSubjectReviews implements Unstored {
    private final Clock clock;

    public SelfSubjectReviews(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.SELF_SUBJECT_REVIEW;
    }

    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        Metadata.of(object)
                .put(
                        "creationTimestamp",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        object.putObject("status").set("userInfo", info(options.user()));
        return object;
    }

    /** A user as reviews show it. */
    static ObjectNode info(User user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) info.put("uid", user.uid());
        if (!user.groups().isEmpty()) user.groups().forEach(info.putArray("groups")::add);
        if (!user.extra().isEmpty()) {
            ObjectNode extra = info.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.withArray("/" + escaped(key))::add));
        }
        return info;
    }

    /** As a JSON pointer wants it. */
    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
