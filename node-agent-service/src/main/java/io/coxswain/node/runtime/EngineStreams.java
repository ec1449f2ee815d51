package io.coxswain.node.runtime;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Splits the engine's output: raw with a terminal, else frames of a stream number, a length and the bytes. */
final class EngineStreams {
    private static final int STDERR = 2;

    private EngineStreams() {}

    static void copy(InputStream from, boolean tty, @Nullable OutputStream stdout, @Nullable OutputStream stderr)
            throws IOException {
        if (tty) {
            from.transferTo(stdout == null ? OutputStream.nullOutputStream() : stdout);
            if (stdout != null) stdout.flush();
            return;
        }
        var in = new DataInputStream(from);
        var buffer = new byte[16 * 1024];
        for (int stream = in.read(); stream >= 0; stream = in.read()) {
            OutputStream target = stream == STDERR ? stderr : stdout;
            in.skipNBytes(3);
            for (int left = in.readInt(); left > 0; ) {
                int read = in.read(buffer, 0, Math.min(left, buffer.length));
                if (read < 0) throw new EOFException("the engine cut a frame");
                if (target != null) target.write(buffer, 0, read);
                left -= read;
            }
            if (target != null && in.available() == 0) target.flush();
        }
    }
}
