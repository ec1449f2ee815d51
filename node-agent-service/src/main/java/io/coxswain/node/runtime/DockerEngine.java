package io.coxswain.node.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.RemoteApiVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to a Docker Engine that has been found fit to run Pods. */
record DockerEngine(DockerClient client, EngineSocket socket, EngineFacts facts) {
    private static final Logger log = LoggerFactory.getLogger(DockerEngine.class);
    private static final int CAP_SYS_RESOURCE = 24;
    private static final RemoteApiVersion OLDEST = RemoteApiVersion.create(1, 41);
    private static final RemoteApiVersion NEWEST = RemoteApiVersion.create(1, 44);

    /** Throws IllegalStateException that names what is wrong with the engine. */
    static DockerEngine connect(URI host, Deadlines deadlines) {
        if (!"unix".equals(host.getScheme())) {
            throw new IllegalStateException("docker-host " + host + " is not supported: it must be a unix socket,"
                    + " since the agent works on the engine's own machine");
        }
        DockerClient probe = DockerClients.of(host);
        var version = deadlines.call(
                "version", Duration.ofSeconds(10), () -> probe.versionCmd().exec());
        Info info = deadlines.call(
                "info", Duration.ofSeconds(20), () -> probe.infoCmd().exec());
        String spoken = Objects.requireNonNullElse(version.getApiVersion(), "0.0");
        RemoteApiVersion newest = RemoteApiVersion.parseConfig(spoken);
        refuseUnfit(Objects.requireNonNullElse(version.getVersion(), "unknown"), newest, info);
        RemoteApiVersion chosen = newest.isGreater(NEWEST) ? NEWEST : newest;
        var facts = new EngineFacts(
                "docker",
                Objects.requireNonNullElse(version.getVersion(), ""),
                chosen.getVersion(),
                "systemd".equals(info.getRawValues().get("CgroupDriver")),
                leastOutOfMemoryScore(),
                Objects.requireNonNullElse(info.getOperatingSystem(), ""),
                Objects.requireNonNullElse(info.getKernelVersion(), ""),
                Objects.requireNonNullElse(info.getArchitecture(), ""));
        return new DockerEngine(
                DockerClients.of(host, chosen), new EngineSocket(Path.of(host.getPath()), chosen.getVersion()), facts);
    }

    static void refuseUnfit(String version, RemoteApiVersion api, Info info) {
        if (!api.isGreaterOrEqual(OLDEST)) {
            throw new IllegalStateException(
                    "Docker Engine " + version + " is too old: Pods need Docker Engine 20.10 or newer");
        }
        if (!"linux".equals(String.valueOf(info.getOsType()).toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("this Docker Engine runs " + info.getOsType()
                    + " containers: Pods need an engine that runs Linux containers");
        }
        Object options = info.getRawValues().get("SecurityOptions");
        List<?> security = options instanceof List<?> list ? list : List.of();
        if (security.stream().anyMatch(option -> String.valueOf(option).contains("name=rootless"))) {
            throw new IllegalStateException(
                    "this Docker Engine is rootless: Pods need an engine that runs as root, since their networks do");
        }
        if (security.stream().anyMatch(option -> String.valueOf(option).contains("name=userns"))) {
            throw new IllegalStateException("this Docker Engine uses userns-remap: Pods need an engine without it,"
                    + " since volumes and IPC are shared between containers");
        }
    }

    /** Without CAP_SYS_RESOURCE, as in some virtual machines, a container with a score below 0 cannot start at all. */
    private static int leastOutOfMemoryScore() {
        try (var lines = Files.lines(Path.of("/proc/1/status"))) {
            long bounding = lines.filter(line -> line.startsWith("CapBnd:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("CapBnd:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0L);
            if ((bounding >> CAP_SYS_RESOURCE & 1) == 1) return -1000;
        } catch (IOException | UncheckedIOException unreadable) {
            log.debug("The machine does not tell its capabilities", unreadable);
        }
        log.warn("This machine does not let containers be guarded when memory runs out (no CAP_SYS_RESOURCE)");
        return 0;
    }
}
