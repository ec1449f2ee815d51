package io.coxswain.node.runtime;

import java.io.IOException;

/** A command that runs in a container. */
public interface Execution extends AutoCloseable {
    /** Tells the command's terminal its size; without effect on a command that has ended. */
    void resize(TerminalSize size) throws IOException;

    /** Waits until the command has ended and all that it wrote is delivered. */
    int awaitExitCode() throws IOException, InterruptedException;

    /** Ends a command that was started for this, whatever it does; the container itself is never ended. */
    void kill() throws IOException;

    /** Cuts the streams. The command gets no signal: an engine offers no way to end it. */
    @Override
    void close();
}
