package io.coxswain.controlplane;

import io.coxswain.controlplane.audit.AuditSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the control plane.
 *
 * @param address where the API listens
 * @param hosts further names and addresses that the server certificate holds
 * @param pkiDirectory keys and certificates of the cluster, made where they are absent
 * @param clusterCidr addresses of Pods
 * @param serviceCidr addresses of Services
 * @param encryptedResources resources whose objects are encrypted in the database, such as {@code secrets}
 * @param maxRequestsInFlight requests at work, shared among the priority levels; watches and streams have their own
 *     bound
 * @param controllers whether this process runs controllers and scheduler
 * @param scheduler how Pods are scheduled
 * @param audit the log of who asked for what; none where it has no policy
 * @param leaderElection which of several replicas runs controllers and scheduler
 * @param nodeLifecycle what becomes of nodes that are not ready, and of Pods that are left
 */
@ConfigurationProperties("coxswain.control-plane")
public record ControlPlaneProperties(
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("6443") int port,
        @DefaultValue List<String> hosts,
        Path pkiDirectory,
        Database database,
        @DefaultValue("10.244.0.0/16") String clusterCidr,
        @DefaultValue("10.96.0.0/16") String serviceCidr,
        @DefaultValue("coxswain") String clusterName,
        @DefaultValue("secrets") Set<String> encryptedResources,
        @DefaultValue("600") int maxRequestsInFlight,
        @DefaultValue("true") boolean controllers,
        @DefaultValue SchedulerProperties scheduler,
        @DefaultValue Audit audit,
        @DefaultValue LeaderElectionProperties leaderElection,
        @DefaultValue NodeLifecycleProperties nodeLifecycle) {
    /** Where others find the API: at its address, or by its first name where it listens on all addresses. */
    String url() {
        String host = !address.equals("0.0.0.0") ? address : hosts.isEmpty() ? "localhost" : hosts.getFirst();
        return "https://" + host + ":" + port;
    }

    /** See {@link AuditSettings}. */
    public record Audit(
            @Nullable Path policyFile,
            @DefaultValue("audit.log") Path logFile,
            @DefaultValue("100MB") DataSize maxSize,
            @DefaultValue("10") int maxBackups) {
        AuditSettings settings() {
            return new AuditSettings(policyFile, logFile, maxSize.toBytes(), maxBackups);
        }
    }

    /** Where the objects are kept. */
    public record Database(String url, String username, String password) {}
}
