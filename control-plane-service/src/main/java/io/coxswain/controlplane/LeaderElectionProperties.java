package io.coxswain.controlplane;

import io.coxswain.controlplane.leader.ElectionSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the election, {@code coxswain.control-plane.leader-election}. A leader that is gone is replaced after
 * {@code leaseDuration} and at most one {@code retryPeriod} more.
 *
 * @param identity of this replica; by default host name and port, so that a restarted leader leads on at once
 * @param leaseDuration for how long a leader that says nothing more is waited for
 * @param renewDeadline how long a leader acts without having renewed its Lease
 * @param retryPeriod between two tries to get or to renew it
 */
public record LeaderElectionProperties(
        @DefaultValue("") String identity,
        @DefaultValue("10s") Duration leaseDuration,
        @DefaultValue("7s") Duration renewDeadline,
        @DefaultValue("2s") Duration retryPeriod) {
    private static final String NAME = "kube-controller-manager";

    ElectionSettings settings(int port) {
        return new ElectionSettings(
                NAME, identity.isEmpty() ? identity(port) : identity, leaseDuration, renewDeadline, retryPeriod);
    }

    private static String identity(int port) {
        try {
            String host = InetAddress.getLocalHost().getHostName();
            return host + "_" + (port == 0 ? UUID.randomUUID().toString() : Integer.toString(port));
        } catch (UnknownHostException unnamed) {
            return UUID.randomUUID().toString();
        }
    }
}
