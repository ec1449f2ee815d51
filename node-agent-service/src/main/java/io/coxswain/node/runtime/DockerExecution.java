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
    /** {@code /exec/<id>} for a command of its own, {@code /containers/<id>} for one that runs anyway. */
    private final String path;

    private final EngineSocket.Exchange stream;
    private final CompletableFuture<@Nullable Void> output = new CompletableFuture<>();

    private DockerExecution(EngineSocket socket, String path, EngineSocket.Exchange stream) {
        this.socket = socket;
        this.path = path;
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
        var execution = new DockerExecution(socket, "/exec/" + id, socket.upgrade("/exec/" + id + "/start", start));
        execution.connect(streams, streams.tty());
        return execution;
    }

    static DockerExecution attach(EngineSocket socket, String container, ExecStreams streams) throws IOException {
        String path = "/containers/" + container;
        boolean tty = socket.get(path + "/json").path("Config").path("Tty").asBoolean(false);
        String query = "?stream=1&stdout=" + (streams.stdout() != null) + "&stderr=" + (streams.stderr() != null)
                + "&stdin=" + (streams.stdin() != null);
        var execution = new DockerExecution(socket, path, socket.upgrade(path + "/attach" + query, Json.object()));
        execution.connect(streams, tty);
        return execution;
    }

    private void connect(ExecStreams streams, boolean tty) {
        Thread.ofVirtual().name("exec-output").start(() -> readOutput(streams, tty));
        InputStream stdin = streams.stdin();
        if (stdin != null) Thread.ofVirtual().name("exec-input").start(() -> writeInput(stdin));
    }

    private boolean isOwn() {
        return path.startsWith("/exec/");
    }

    private void readOutput(ExecStreams streams, boolean tty) {
        try {
            EngineStreams.copy(stream.body(), tty, streams.stdout(), streams.stderr());
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
            socket.post(path + "/resize?h=" + size.rows() + "&w=" + size.columns(), null);
        } catch (RuntimeFault refused) {
            // The engine refuses for a command that has ended, and for a size that the kernel does not take.
            log.debug("{} keeps its terminal's size: {}", path, refused.getMessage());
        }
    }

    @Override
    public int awaitExitCode() throws IOException, InterruptedException {
        try {
            output.get();
        } catch (ExecutionException failed) {
            throw new IOException("the output of the command was cut", failed.getCause());
        }
        if (!isOwn()) return 0;
        var pause = new CountDownLatch(1);
        for (int check = 0; check < EXIT_CHECKS; check++) {
            ObjectNode state = socket.get(path + "/json");
            if (!state.path("Running").asBoolean(false))
                return state.path("ExitCode").asInt(0);
            // The engine closes the stream a moment before it records the exit.
            if (pause.await(50, TimeUnit.MILLISECONDS)) break;
        }
        throw new IOException("the command closed its output but does not end");
    }

    /** The engine has no call for it, but the machine knows the process. */
    @Override
    public void kill() throws IOException {
        if (!isOwn()) return;
        ObjectNode state = socket.get(path + "/json");
        int process = state.path("Pid").asInt(0);
        if (process > 0 && state.path("Running").asBoolean(false)) {
            ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
