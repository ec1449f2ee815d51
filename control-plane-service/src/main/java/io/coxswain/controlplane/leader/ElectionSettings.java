package io.coxswain.controlplane.leader;

import java.time.Duration;

/**
 * How a leader is elected.
 *
 * @param name of the Lease, in kube-system
 * @param identity of this replica; after a restart under the same identity it leads on at once
 * @param leaseDuration for how long a leader that says nothing more is waited for
 * @param renewDeadline how long a leader acts without having renewed its Lease
 * @param retryPeriod between two tries to get or to renew it
 */
public record ElectionSettings(
        String name, String identity, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
    public ElectionSettings {
        if (leaseDuration.compareTo(renewDeadline) <= 0) {
            throw new IllegalArgumentException("leaseDuration must be greater than renewDeadline");
        }
        if (renewDeadline.compareTo(retryPeriod) <= 0) {
            throw new IllegalArgumentException("renewDeadline must be greater than retryPeriod");
        }
        if (leaseDuration.toSeconds() < 1) throw new IllegalArgumentException("leaseDuration must be at least 1 s");
        if (retryPeriod.isZero() || retryPeriod.isNegative()) {
            throw new IllegalArgumentException("retryPeriod must be greater than zero");
        }
    }
}
