package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Which cluster and node, and its ranges. All names on the machine follow from the cluster's name, so that several
 * clusters with ranges of their own share a machine.
 */
public record NodeNetworkSettings(
        String clusterName,
        String nodeName,
        Ipv4Range clusterRange,
        Ipv4Range serviceRange,
        Ipv4Range underlayRange,
        Path stateDirectory) {
    private static final int LINK_NAME_LIMIT = 15;
    private static final int DNS_OFFSET = 10;

    public NodeNetworkSettings {
        if (!clusterName.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("not a cluster name (a DNS label): " + clusterName);
        }
        if (underlayRange.prefix() > 29 || serviceRange.prefix() > 27) {
            throw new IllegalArgumentException("too small: " + underlayRange + " or " + serviceRange);
        }
        if (clusterRange.overlaps(serviceRange)
                || clusterRange.overlaps(underlayRange)
                || serviceRange.overlaps(underlayRange)) {
            throw new IllegalArgumentException("ranges of Pods, Services and nodes overlap: " + clusterRange + ", "
                    + serviceRange + ", " + underlayRange);
        }
    }

    /** The host's end of the underlay. */
    String hostLink() {
        String readable = "cx-" + clusterName;
        if (readable.length() <= LINK_NAME_LIMIT) return readable;
        var crc = new CRC32();
        crc.update(clusterName.getBytes(StandardCharsets.UTF_8));
        return "cx-" + clusterName.substring(0, 4) + String.format("%08x", crc.getValue());
    }

    /** The host's table of nftables. */
    String hostTable() {
        return "coxswain-" + clusterName;
    }

    String underlayContainer() {
        return "coxswain_" + clusterName + "_underlay";
    }

    String holderContainer() {
        return "coxswain_" + clusterName + "_" + nodeName;
    }

    Ipv4Address hostAddress() {
        return underlayRange.at(underlayRange.size() - 2);
    }

    /** The address at which every node answers DNS itself. */
    public Ipv4Address dnsAddress() {
        return serviceRange.at(DNS_OFFSET);
    }

    /** The address of the API's Service, at which every node answers itself: it passes on to the API server. */
    public Ipv4Address apiAddress() {
        return serviceRange.at(1);
    }

    Path networkDirectory() {
        return stateDirectory.resolve("network");
    }
}
