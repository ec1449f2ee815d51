package io.coxswain.controlplane.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A data directory, copied from a template that initdb makes once per version. */
final class DataDirectory {
    static final String USER = "coxswain";
    private static final String PASSWORD_FILE = "coxswain.password";

    /** One Unix domain socket address holds 107 bytes; the server adds a file name of this length to the directory. */
    private static final int LONGEST_SOCKET_DIRECTORY = 107 - "/.s.PGSQL.65535".length();

    private static final Pattern PORT = Pattern.compile("(?m)^port = (\\d+)$");

    private final Path path;
    private final ServerAccount account;

    DataDirectory(Path path, ServerAccount account) {
        this.path = path.toAbsolutePath().normalize();
        this.account = account;
    }

    Path path() {
        return path;
    }

    Path log() {
        return path.resolve("coxswain.log");
    }

    /** Makes the directory if it is not there. A copy that broke off is never taken for a data directory. */
    void prepare(Path home, Binaries binaries) throws IOException, InterruptedException {
        if (Files.exists(path.resolve("PG_VERSION"))) return;
        Path template = template(home, binaries);
        Path parent = path.resolveSibling("");
        Files.createDirectories(parent);
        Path partial = Files.createTempDirectory(parent, "copying-");
        account.own(partial);
        account.run(partial, List.of("cp", "-R", "--preserve=mode", template + "/.", partial.toString()));
        account.run(partial, List.of(binaries.program("initdb"), "--sync-only", "-D", partial.toString()));
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
    }

    String password() throws IOException {
        return Files.readString(path.resolve(PASSWORD_FILE)).strip();
    }

    /** Writes the whole configuration for a start on this port. */
    void configure(int port) throws IOException {
        String socketDirectory = path.toString().length() <= LONGEST_SOCKET_DIRECTORY ? path.toString() : "";
        Files.writeString(path.resolve("postgresql.conf"), """
                # Written by Coxswain at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = '%s'
                unix_socket_permissions = 0700
                password_encryption = scram-sha-256
                max_connections = 50

                # An acknowledged write is on the disk.
                fsync = on
                synchronous_commit = on
                full_page_writes = on

                # Small at idle: one database, few clients, short statements.
                shared_buffers = 32MB
                work_mem = 4MB
                maintenance_work_mem = 32MB
                wal_buffers = 4MB
                max_wal_size = 512MB
                huge_pages = off
                jit = off
                io_method = sync
                max_worker_processes = 2
                max_parallel_workers = 0
                max_parallel_workers_per_gather = 0
                max_logical_replication_workers = 0
                autovacuum_max_workers = 2

                tcp_keepalives_idle = 30
                tcp_keepalives_interval = 10
                tcp_keepalives_count = 3
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_checkpoints = off
                """.formatted(port, socketDirectory.replace("'", "''")));
    }

    /** The port of the last start, so that clients of a server that died find the next one; else any free port. */
    int port() throws IOException {
        Matcher last = PORT.matcher(Files.readString(configuration()));
        if (last.find()) {
            int port = Integer.parseInt(last.group(1));
            if (isFree(port)) return port;
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // Connections of the dead server may still wait out their time.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private Path configuration() {
        return path.resolve("postgresql.conf");
    }

    private Path template(Path home, Binaries binaries) throws IOException, InterruptedException {
        Path template = home.resolve("template-" + binaries.version());
        if (Files.isDirectory(template)) return template;
        Path partial = Files.createTempDirectory(home, "initdb-");
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        Path data = partial.resolve("data");
        Path password = partial.resolve("password");
        Files.writeString(password, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        account.own(partial);
        account.run(
                partial,
                List.of(
                        binaries.program("initdb"),
                        "--pgdata=" + data,
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-instructions",
                        "--no-sync"));
        Files.move(password, data.resolve(PASSWORD_FILE));
        Files.move(data, template, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(partial);
        return template;
    }
}
