package io.coxswain.node.runtime;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Copies a container's log out of the engine as it comes, never faster than the reader takes it. */
final class DockerLogs {
    private DockerLogs() {}

    static void copy(EngineSocket socket, String container, LogOptions options, OutputStream out) throws IOException {
        boolean tty = socket.get("/containers/" + container + "/json")
                .path("Config")
                .path("Tty")
                .asBoolean(false);
        Long limit = options.limitBytes();
        var target = limit == null ? out : new LimitedOutput(out, limit);
        try (var exchange = socket.request("GET", path(container, options), null)) {
            EngineStreams.copy(exchange.body(), tty, target, target);
        } catch (LimitReached enough) {
            // All that was asked for has been delivered.
        }
        out.flush();
    }

    private static String path(String container, LogOptions options) {
        Instant since = options.since();
        Long tail = options.tailLines();
        return "/containers/" + container + "/logs?stdout=1&stderr=1&follow=" + options.follow()
                + "&timestamps=" + options.timestamps()
                + "&tail=" + (tail == null ? "all" : tail.toString())
                + (since == null ? "" : "&since=" + since.getEpochSecond() + "." + "%09d".formatted(since.getNano()));
    }

    private static final class LimitReached extends IOException {}

    private static final class LimitedOutput extends FilterOutputStream {
        private long left;

        LimitedOutput(OutputStream out, long limit) {
            super(out);
            this.left = limit;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int allowed = (int) Math.min(left, length);
            out.write(bytes, offset, allowed);
            left -= allowed;
            if (left == 0) throw new LimitReached();
        }
    }
}
