package io.coxswain.node.dns;

import io.coxswain.node.linux.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DNS servers that the host uses of the moment: its resolv.conf, read again when it changed. */
final class UpstreamServers {
    private static final Logger log = LoggerFactory.getLogger(UpstreamServers.class);
    private static final int PORT = 53;
    private static final int MOST = 3;
    private static final String WORD = "nameserver";

    private final Path file;
    private final InetAddress self;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FileTime readAt;
    private List<InetSocketAddress> servers = List.of();

    /**
     * Reads one file.
     *
     * @param self the cluster's DNS address: asking it would be asking ourselves
     */
    UpstreamServers(Path file, Ipv4Address self) {
        this.file = file;
        this.self = self.inet();
    }

    List<InetSocketAddress> current() {
        lock.lock();
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!changed.equals(readAt)) {
                try (Stream<String> lines = Files.lines(file)) {
                    servers = lines.flatMap(this::server).limit(MOST).toList();
                }
                readAt = changed;
                if (servers.isEmpty()) log.warn("{} names no DNS server; only names of the cluster resolve", file);
            }
        } catch (IOException unreadable) {
            log.debug("{} cannot be read; the servers before stay", file, unreadable);
        } finally {
            lock.unlock();
        }
        return servers;
    }

    private Stream<InetSocketAddress> server(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2 || !words[0].equals(WORD)) return Stream.empty();
        try {
            InetAddress address = InetAddress.ofLiteral(words[1]);
            return address.equals(self) || address.isAnyLocalAddress()
                    ? Stream.empty()
                    : Stream.of(new InetSocketAddress(address, PORT));
        } catch (IllegalArgumentException notAnAddress) {
            return Stream.empty();
        }
    }
}
