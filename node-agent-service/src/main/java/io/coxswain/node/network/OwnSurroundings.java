package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.network.HolderContainers.Holder;
import io.coxswain.node.sandbox.PauseImage;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Surroundings of our own making: a holder container for the node, the underlay of the cluster, and the host's link,
 * routes and rules. For an agent on the host.
 */
final class OwnSurroundings implements NodeSurroundings {
    private final NodeNetworkSettings settings;
    private final HolderContainers holders;
    private final CheckpointFiles files;
    private final HostRoutes routes;
    private final HostFirewall firewall;

    private @Nullable Holder entered;
    private @Nullable Ipv4Address address;

    OwnSurroundings(NodeNetworkSettings settings, DockerClient docker, PauseImage image, CheckpointFiles files) {
        this.settings = settings;
        this.files = files;
        holders = new HolderContainers(docker, image, settings.clusterName());
        routes = new HostRoutes(settings);
        firewall = new HostFirewall(settings);
    }

    @Override
    public Ground ensure(EnteredNamespace namespace) {
        routes.checkRangesAreFree();
        int mtu = Inside.host(Underlay::uplinkMtu);
        routes.guard();
        Holder shared = holders.running(
                settings.underlayContainer(), Map.of(HolderContainers.ROLE, HolderContainers.ROLE_UNDERLAY));
        var underlay = new Underlay(settings, shared.pid());
        underlay.ensureHostLink(mtu);
        Ipv4Address own = address != null ? address : files.nodeAddress().orElse(null);
        boolean isNewNamespace;
        if (own != null) {
            isNewNamespace = enter(namespace, own);
            underlay.connect(namespace, requireEntered().pid(), own, mtu, true);
        } else {
            isNewNamespace = true;
            own = enterWithNewAddress(namespace, underlay, mtu);
        }
        address = own;
        return new Ground(own, mtu, settings.hostAddress(), isNewNamespace);
    }

    private Ipv4Address enterWithNewAddress(EnteredNamespace namespace, Underlay underlay, int mtu) {
        Set<String> promised = holders.nodes().stream()
                .map(container -> String.valueOf(container.getLabels().get(HolderContainers.ADDRESS)))
                .collect(Collectors.toSet());
        for (Ipv4Address candidate : underlay.freeAddresses()) {
            if (promised.contains(candidate.toString())) continue;
            holders.remove(settings.holderContainer());
            enter(namespace, candidate);
            if (underlay.connect(namespace, requireEntered().pid(), candidate, mtu, false)) {
                files.nodeAddress(candidate);
                return candidate;
            }
        }
        throw new NetworkException("no address of " + settings.underlayRange() + " is free");
    }

    private boolean enter(EnteredNamespace namespace, Ipv4Address own) {
        Holder holder = holder(own);
        if (holder.equals(entered)) return false;
        if (entered != null && holder.id().equals(entered.id())) {
            // Restarted by somebody: what joined the namespace before could not tell it from this one.
            holders.remove(holder.id());
            holder = holder(own);
        }
        namespace.enter(holder.pid());
        entered = holder;
        return true;
    }

    private Holder holder(Ipv4Address own) {
        return holders.running(
                settings.holderContainer(),
                Map.of(
                        HolderContainers.ROLE,
                        HolderContainers.ROLE_NODE,
                        HolderContainers.NODE,
                        settings.nodeName(),
                        HolderContainers.ADDRESS,
                        own.toString()));
    }

    @Override
    public String holderId() {
        return requireEntered().id();
    }

    /** A holder that was restarted is replaced. */
    @Override
    public String namespaceId() {
        return holderId();
    }

    @Override
    public void routeThrough(Ipv4Address node) {
        routes.throughNode(node);
        firewall.ensure();
    }

    @Override
    public void routeToPods(Ipv4Range podRange, Ipv4Address node) {
        routes.toPods(podRange, node);
    }

    @Override
    public void remove() {
        entered = null;
        new NetworkRemoval(settings, holders)
                .removeNode(address != null ? address : files.nodeAddress().orElse(null));
    }

    private Holder requireEntered() {
        return Objects.requireNonNull(entered, "the node's namespace has not been entered yet");
    }
}
