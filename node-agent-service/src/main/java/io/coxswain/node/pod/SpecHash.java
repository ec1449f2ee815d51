package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Container;
import java.util.zip.CRC32C;

/** Tells whether a container still runs as its spec says. Of a spec, only the image may change while a Pod lives. */
final class SpecHash {
    private SpecHash() {}

    static String of(Container container) {
        var checksum = new CRC32C();
        checksum.update(
                Json.bytes(Json.object().put("name", container.getName()).put("image", container.getImage())));
        return Long.toHexString(checksum.getValue());
    }
}
