package io.coxswain.node.runtime;

import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import io.coxswain.node.runtime.RuntimeFault.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in Docker's terms what a container of a Pod is. */
final class DockerRequests {
    private static final int SANDBOX_OUT_OF_MEMORY_SCORE = -998;
    private static final int LEAST_CPU_SHARES = 2;

    private DockerRequests() {}

    static HostConfig sandbox(SandboxSpec spec, EngineFacts engine) {
        HostConfig host = common(spec.cgroupParent(), spec.runtime())
                .withNetworkMode(spec.networkMode())
                .withIpcMode(spec.ipcMode())
                .withSysctls(spec.sysctls())
                .withCpuShares(LEAST_CPU_SHARES)
                .withOomScoreAdj(Math.max(SANDBOX_OUT_OF_MEMORY_SCORE, engine.leastOutOfMemoryScore()))
                .withReadonlyRootfs(true);
        // Docker refuses a resolver for a container that shares another's network.
        if (!spec.networkMode().startsWith("container:")) {
            host.withDns(spec.dns().servers())
                    .withDnsSearch(spec.dns().searches())
                    .withDnsOptions(spec.dns().options());
        }
        return host;
    }

    static HostConfig container(ContainerSpec spec, EngineFacts engine) {
        ContainerSpec.Resources resources = spec.resources();
        ContainerSpec.Security security = spec.security();
        HostConfig host = common(spec.cgroupParent(), spec.runtime())
                .withNetworkMode("container:" + spec.sandboxId())
                .withIpcMode(spec.hostIpc() ? "host" : "container:" + spec.sandboxId())
                .withMounts(spec.mounts().stream().map(DockerRequests::mount).toList())
                .withCpuShares(resources.cpuShares())
                .withOomScoreAdj(Math.max(resources.outOfMemoryScore(), engine.leastOutOfMemoryScore()))
                .withGroupAdd(security.groups())
                .withPrivileged(security.privileged())
                .withReadonlyRootfs(security.readOnlyRoot())
                .withCapAdd(capabilities(security.addCapabilities()))
                .withCapDrop(capabilities(security.dropCapabilities()));
        if (!spec.processNamespace().isEmpty()) host.withPidMode(spec.processNamespace());
        var options = new ArrayList<String>();
        if (security.noNewPrivileges()) options.add("no-new-privileges");
        if (security.unconfined() && !security.privileged()) options.add("seccomp=unconfined");
        if (!options.isEmpty()) host.withSecurityOpts(options);
        if (resources.cpuQuotaMicros() > 0) {
            host.withCpuPeriod(ContainerSpec.Resources.CPU_PERIOD_MICROS).withCpuQuota(resources.cpuQuotaMicros());
        }
        if (resources.memoryBytes() > 0) {
            host.withMemory(resources.memoryBytes()).withMemorySwap(resources.memoryBytes());
        }
        return host;
    }

    private static HostConfig common(String cgroupParent, String runtime) {
        HostConfig host = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.noRestart())
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "10m", "max-file", "5")));
        if (!runtime.isEmpty()) host.withRuntime(runtime);
        return cgroupParent.isEmpty() ? host : host.withCgroupParent(cgroupParent);
    }

    private static Mount mount(ContainerSpec.Mount mount) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(mount.source().toString())
                .withTarget(mount.target())
                .withReadOnly(mount.readOnly())
                .withBindOptions(new BindOptions().withPropagation(propagation(mount.propagation())));
    }

    private static BindPropagation propagation(String name) {
        return switch (name) {
            case "rshared" -> BindPropagation.R_SHARED;
            case "rslave" -> BindPropagation.R_SLAVE;
            default -> BindPropagation.R_PRIVATE;
        };
    }

    private static Capability[] capabilities(List<String> names) {
        return names.stream().map(DockerRequests::capability).toArray(Capability[]::new);
    }

    private static Capability capability(String name) {
        String bare = name.toUpperCase(Locale.ROOT);
        try {
            return Capability.valueOf(bare.startsWith("CAP_") ? bare.substring(4) : bare);
        } catch (IllegalArgumentException unknown) {
            throw new RuntimeFault(Sort.REFUSED, "unknown capability \"" + name + "\"", unknown);
        }
    }
}
