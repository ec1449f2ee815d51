package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.linux.Link;
import io.coxswain.node.linux.Nftables;
import io.coxswain.node.linux.NftablesEngines;
import io.coxswain.node.network.HolderContainers.Holder;
import io.coxswain.node.sandbox.PauseImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Surroundings that somebody else made, as Compose does: the holder is a container on a network of Docker's, which
 * connects the nodes and has a way out. Nothing is changed outside of the node's namespace. Others find the Pods by
 * routes of their own through the node's address.
 */
final class GivenSurroundings implements NodeSurroundings {
    /** The node's own table: Docker translates addresses of its network on the way out, and knows none of the Pods'. */
    private static final String TABLE = "coxswain-egress";

    private final NodeNetworkSettings settings;
    private final HolderContainers holders;
    private final String container;
    private @Nullable EnteredNamespace namespace;
    private @Nullable Holder entered;

    GivenSurroundings(NodeNetworkSettings settings, DockerClient docker, PauseImage image, String container) {
        this.settings = settings;
        this.container = container;
        holders = new HolderContainers(docker, image, settings.clusterName());
    }

    @Override
    public Ground ensure(EnteredNamespace inside) {
        Holder holder = holders.given(container);
        boolean isNew = !holder.equals(entered);
        if (isNew) inside.enter(holder.pid());
        entered = holder;
        namespace = inside;
        return Inside.node(inside, node -> {
            Link link = node.require(Underlay.NODE_LINK);
            Ipv4Address address = node.addresses(link).stream()
                    .filter(settings.underlayRange()::contains)
                    .findFirst()
                    .orElseThrow(() -> new NetworkException("container " + container + " has no address of "
                            + settings.underlayRange() + " on " + Underlay.NODE_LINK
                            + ": the range of nodes must be that of its network"));
            return new Ground(address, link.mtu(), null, isNew);
        });
    }

    @Override
    public String holderId() {
        return requireEntered().id();
    }

    @Override
    public String namespaceId() {
        Holder holder = requireEntered();
        return holder.id() + "@" + holder.startedAt();
    }

    private Holder requireEntered() {
        return Objects.requireNonNull(entered, "the node's namespace has not been entered yet");
    }

    @Override
    public void routeThrough(Ipv4Address node) {
        apply("""
                add table ip %1$s
                add chain ip %1$s egress { type nat hook postrouting priority srcnat - 5; policy accept; }
                flush chain ip %1$s egress
                add rule ip %1$s egress ip saddr %2$s ip daddr != { %2$s, %3$s } oifname "%4$s" masquerade
                """.formatted(TABLE, settings.clusterRange(), settings.underlayRange(), Underlay.NODE_LINK));
    }

    @Override
    public void routeToPods(Ipv4Range podRange, Ipv4Address node) {
        // The other nodes have routes of their own; nobody else is promised a way.
    }

    @Override
    public void remove() {
        // What was made lies in the holder's namespace and goes with it.
        entered = null;
    }

    private void apply(String commands) {
        try {
            Objects.requireNonNull(namespace).call(() -> {
                try (Nftables nftables = NftablesEngines.open()) {
                    nftables.apply(commands);
                }
                return true;
            });
        } catch (Exception failed) {
            throw Inside.asNetworkException(failed);
        }
    }
}
