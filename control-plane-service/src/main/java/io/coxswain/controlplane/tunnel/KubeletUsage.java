package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.metrics.UsageSource;
import io.coxswain.json.Json;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks kubelets for their summaries through the tunnel. */
public record KubeletUsage(NodeTunnels tunnels, SSLSocketFactory tls) implements UsageSource {
    /** A node of many hundred Pods says less than this; a longer answer is refused. */
    private static final int MAXIMUM_BYTES = 8 * 1024 * 1024;

    @Override
    public ObjectNode summary(String node) throws IOException, InterruptedException {
        try (KubeletConnection kubelet = KubeletConnection.open(tunnels, node, tls)) {
            KubeletConnection.Head head =
                    kubelet.exchange("GET", "/stats/summary?only_cpu_and_memory=true", "HTTP/1.0", List.of());
            byte[] body = kubelet.input().readNBytes(MAXIMUM_BYTES + 1);
            if (head.code() != 200) throw new IOException("the kubelet answers " + head.code());
            if (body.length > MAXIMUM_BYTES) throw new IOException("the kubelet's summary is too long");
            return Json.parseObject(body);
        }
    }
}
