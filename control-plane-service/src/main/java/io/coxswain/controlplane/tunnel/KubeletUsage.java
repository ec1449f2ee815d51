package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.metrics.UsageSource;
import io.coxswain.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks kubelets for their summaries through the tunnel. */
public record KubeletUsage(NodeTunnels tunnels, SSLSocketFactory tls) implements UsageSource {
    private static final Logger log = LoggerFactory.getLogger(KubeletUsage.class);

    /** A node of many hundred Pods says less than this; a longer answer is refused. */
    private static final int MAXIMUM_BYTES = 8 * 1024 * 1024;

    private static final long LONGEST_SECONDS = 10;

    @Override
    public ObjectNode summary(String node) throws IOException, InterruptedException {
        var answered = new CountDownLatch(1);
        try (KubeletConnection kubelet = KubeletConnection.open(tunnels, node, tls)) {
            // A tunnel knows no timeouts: closing it is what ends a wait.
            Thread.ofVirtual().name("limit of " + node).start(() -> closeUnless(answered, kubelet));
            KubeletConnection.Head head =
                    kubelet.exchange("GET", "/stats/summary?only_cpu_and_memory=true", "HTTP/1.0", List.of());
            byte[] body = kubelet.input().readNBytes(MAXIMUM_BYTES + 1);
            if (head.code() != 200) throw new IOException("the kubelet answers " + head.code());
            if (body.length > MAXIMUM_BYTES) throw new IOException("the kubelet's summary is too long");
            return Json.parseObject(body);
        } finally {
            answered.countDown();
        }
    }

    private static void closeUnless(CountDownLatch answered, KubeletConnection kubelet) {
        try {
            if (!answered.await(LONGEST_SECONDS, TimeUnit.SECONDS)) kubelet.close();
        } catch (IOException gone) {
            log.debug("closing a connection: {}", gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
