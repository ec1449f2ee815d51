package io.coxswain.node.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a command.
 *
 * @param stdin read until its end, which the command sees as end of file; null for none
 * @param stdout null to leave the output unread
 * @param stderr null to leave it unread; never written to with a terminal, which has one output only
 * @param tty whether the command runs on a terminal
 * @param size of the terminal as the command first sees it, where the engine can (20.10 starts with none); null if not
 *     known
 */
public record ExecStreams(
        @Nullable InputStream stdin,
        @Nullable OutputStream stdout,
        @Nullable OutputStream stderr,
        boolean tty,
        @Nullable TerminalSize size) {
    /** Only what the command writes, both outputs to one place. */
    public static ExecStreams output(OutputStream out) {
        return new ExecStreams(null, out, out, false, null);
    }
}
