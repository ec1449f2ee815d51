package io.coxswain.node.server;

import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages of a WebSocket carry several streams.
 *
 * @param name as in {@code Sec-WebSocket-Protocol}
 * @param base64 whether messages are text: the digit of the channel, then its bytes in Base64
 * @param tellsStatus whether the end is told as a Status; older ones tell the words of a failure
 */
record ChannelProtocol(String name, boolean base64, boolean tellsStatus) {
    /** The newest first. */
    static final List<ChannelProtocol> COMMAND = List.of(
            new ChannelProtocol("v5.channel.k8s.io", false, true),
            new ChannelProtocol("v5.base64.channel.k8s.io", true, true),
            new ChannelProtocol("v4.channel.k8s.io", false, true),
            new ChannelProtocol("v4.base64.channel.k8s.io", true, true),
            new ChannelProtocol("channel.k8s.io", false, false),
            new ChannelProtocol("base64.channel.k8s.io", true, false),
            new ChannelProtocol("", false, false));

    static final List<ChannelProtocol> PORT_FORWARD = List.of(
            new ChannelProtocol("v4.channel.k8s.io", false, true),
            new ChannelProtocol("v4.base64.channel.k8s.io", true, true),
            new ChannelProtocol("portforward.k8s.io", false, true));

    static final List<ChannelProtocol> LOG = List.of(
            new ChannelProtocol("binary.k8s.io", false, true),
            new ChannelProtocol("base64.binary.k8s.io", true, true),
            new ChannelProtocol("", false, true));

    /** @param offered the header of the request, null where there was none */
    static ChannelProtocol choose(List<ChannelProtocol> known, @Nullable String offered) {
        List<String> names = offered == null ? List.of("") : List.of(offered.split("\\s*,\\s*", -1));
        return known.stream()
                .filter(protocol -> names.contains(protocol.name()))
                .findFirst()
                .orElseThrow(() -> {
                    var supported = new ArrayList<String>();
                    known.forEach(protocol -> supported.add(protocol.name()));
                    return ApiException.badRequest("unable to negotiate protocol: client supports "
                            + String.join(", ", names) + ", server accepts " + String.join(", ", supported));
                });
    }
}
