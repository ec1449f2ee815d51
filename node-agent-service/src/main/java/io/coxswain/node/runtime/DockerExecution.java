package io.coxswain.node.runtime;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** A command in a container over one upgraded connection: input and output each on a virtual thread. */
final class DockerExecution implements Execution {
    private static final Logger log = LoggerFactory.getLogger(DockerExecution.class);
    private static final int EXIT_CHECKS = 100;
    private final EngineSocket socket;
    private final String id;
    private final EngineSocket.Exchange stream;
    private final CompletableFuture<@Nullable Void> output = new CompletableFuture<>();

    private DockerExecution(EngineSocket socket, String id, EngineSocket.Exchange stream) {
        this.socket = socket;
        this.id = id;
        this.stream = stream;
    }

    static DockerExecution start(EngineSocket socket, String container, List<String> command, ExecStreams streams)
            throws IOException {
        ObjectNode exec = Json.object()
                .put("AttachStdin", streams.stdin() != null)
                .put("AttachStdout", true)
                .put("AttachStderr", true)
                .put("Tty", streams.tty());
        command.forEach(exec.putArray("Cmd")::add);
        String id = socket.post("/containers/" + container + "/exec", exec)
                .path("Id")
                .asString("");
        ObjectNode start = Json.object().put("Detach", false).put("Tty", streams.tty());
        TerminalSize size = streams.size();
        if (size != null) {
            start.putArray("ConsoleSize").add(size.rows()).add(size.columns());
        }
        var execution = new DockerExecution(socket, id, socket.upgrade("/exec/" + id + "/start", start));
        Thread.ofVirtual().name("exec-output").start(() -> execution.readOutput(streams));
        InputStream stdin = streams.stdin();
        if (stdin != null) Thread.ofVirtual().name("exec-input").start(() -> execution.writeInput(stdin));
        return execution;
    }

    private void readOutput(ExecStreams streams) {
        try {
            EngineStreams.copy(stream.body(), streams.tty(), streams.stdout(), streams.stderr());
            output.complete(null);
        } catch (IOException failure) {
            output.completeExceptionally(failure);
        }
    }

    private void writeInput(InputStream stdin) {
        try {
            var buffer = new byte[16 * 1024];
            for (int read = stdin.read(buffer); read >= 0; read = stdin.read(buffer)) {
                EngineSocket.write(stream.channel(), ByteBuffer.wrap(buffer, 0, read));
            }
            stream.channel().shutdownOutput();
        } catch (ClosedChannelException ended) {
            // The command ended before it had read all of its input, which is its right.
        } catch (IOException broken) {
            // A client that went away takes its input's end along; the command must not wait for more.
            closeInput();
        }
    }

    private void closeInput() {
        try {
            stream.channel().shutdownOutput();
        } catch (IOException ended) {
            stream.close();
        }
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        try {
            socket.post("/exec/" + id + "/resize?h=" + size.rows() + "&w=" + size.columns(), null);
        } catch (RuntimeFault refused) {
            // The engine refuses for a command that has ended, and for a size that the kernel does not take.
            log.debug("exec {} keeps its terminal's size: {}", id, refused.getMessage());
        }
    }

    @Override
    public int awaitExitCode() throws IOException, InterruptedException {
        try {
            output.get();
        } catch (ExecutionException failed) {
            throw new IOException("the output of the command was cut", failed.getCause());
        }
        var pause = new CountDownLatch(1);
        for (int check = 0; check < EXIT_CHECKS; check++) {
            ObjectNode state = socket.get("/exec/" + id + "/json");
            if (!state.path("Running").asBoolean(false))
                return state.path("ExitCode").asInt(0);
            // The engine closes the stream a moment before it records the exit.
            if (pause.await(50, TimeUnit.MILLISECONDS)) break;
        }
        throw new IOException("the command closed its output but does not end");
    }

    @Override
    public void close() {
        stream.close();
    }
}
