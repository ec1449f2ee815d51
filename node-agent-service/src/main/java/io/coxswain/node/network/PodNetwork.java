package io.coxswain.node.network;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Plugs Pods into their node. All of it is idempotent and safe to call from any thread; Pods are never restarted. */
public interface PodNetwork {
    /**
     * Gives a sandbox its address and its {@code eth0}. A sandbox keeps its address until {@link #unplug}, over
     * restarts of agent, holder and machine. {@link NetworkException} where the range is used up or the process is
     * gone.
     */
    PodAddress plug(RunningSandbox sandbox);

    /** Takes the link away and gives the address back; no matter whether the sandbox still runs or ever was plugged. */
    void unplug(String sandboxId);

    /** The address that a sandbox has been given. */
    Optional<PodAddress> address(String sandboxId);

    /**
     * After a start of the agent: takes over the sandboxes that run, plugs again those whose link is gone, and unplugs
     * all others. Returns the address of each; a sandbox that could not be plugged is missing there (and told in the
     * log).
     */
    Map<String, PodAddress> adopt(Collection<RunningSandbox> running);

    /** After the node's namespace was replaced: new links for all these sandboxes, with the addresses that they had. */
    Map<String, PodAddress> replugAll(Collection<RunningSandbox> running);
}
