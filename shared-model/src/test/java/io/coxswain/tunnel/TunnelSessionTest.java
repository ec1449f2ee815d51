package io.coxswain.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TunnelSessionTest {
    private ServerSocket target;
    private Socket agentEnd;
    private Socket serverEnd;
    private TunnelSession agent;
    private TunnelSession server;

    @BeforeEach
    void connect() throws Exception {
        target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            agentEnd = new Socket(listener.getInetAddress(), listener.getLocalPort());
            serverEnd = listener.accept();
        }
        agent = new TunnelSession(
                "server", agentEnd.getInputStream(), agentEnd.getOutputStream(), true, this::dial, agentEnd);
        server = new TunnelSession(
                "agent", serverEnd.getInputStream(), serverEnd.getOutputStream(), false, TunnelDialer.NONE, serverEnd);
        Thread.ofVirtual().start(agent::run);
        Thread.ofVirtual().start(server::run);
    }

    @AfterEach
    void disconnect() throws Exception {
        agent.close();
        server.close();
        target.close();
    }

    private SocketChannel dial(String name) throws IOException {
        if (!name.equals("target")) throw new IOException("no way to " + name);
        return SocketChannel.open(new InetSocketAddress(target.getInetAddress(), target.getLocalPort()));
    }

    @Test
    void carriesBothDirectionsAndTheHalfClose() throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        Thread.ofVirtual().start(() -> {
            try (Socket peer = target.accept()) {
                byte[] all = peer.getInputStream().readAllBytes();
                peer.getOutputStream().write(all);
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        });
        TunnelStream stream = server.open("target");
        try (var output = stream.output()) {
            output.write(sent);
        }
        assertThat(Arrays.equals(stream.input().readAllBytes(), sent)).isTrue();
    }

    @Test
    void aReaderThatStopsHoldsBackOnlyItsOwnStream() throws Exception {
        var flooded = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try (Socket flood = target.accept()) {
                flooded.countDown();
                for (int chunk = 0; chunk < 1000; chunk++)
                    flood.getOutputStream().write(new byte[64 * 1024]);
            } catch (IOException cutOff) {
                flooded.countDown();
            }
        });
        TunnelStream unread = server.open("target");
        assertThat(flooded.await(10, TimeUnit.SECONDS)).isTrue();
        Thread.ofVirtual().start(() -> {
            try (Socket peer = target.accept()) {
                peer.getOutputStream().write("hello".getBytes(UTF_8));
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        });
        TunnelStream other = server.open("target");
        assertThat(new String(other.input().readAllBytes(), UTF_8)).isEqualTo("hello");
        assertThat(unread.input().available()).isLessThanOrEqualTo(TunnelStream.WINDOW_BYTES);
        unread.close();
    }

    @Test
    void aRefusedTargetFailsWithTheReason() {
        assertThatThrownBy(() -> server.open("elsewhere"))
                .isInstanceOf(IOException.class)
                .hasMessage("no way to elsewhere");
        assertThatThrownBy(() -> agent.open("target")).hasMessage("this side accepts no streams");
    }

    @Test
    void aLostConnectionFailsItsStreams() throws Exception {
        TunnelStream stream = server.open("target");
        agentEnd.close();
        assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
        await().until(() -> !server.isOpen() && !agent.isOpen());
    }

    @Test
    void garbageEndsTheSession() throws Exception {
        agentEnd.getOutputStream().write(new byte[] {99, 0, 0, 0, 0, 0, 0, 0, 0});
        await().until(() -> !server.isOpen());
    }
}
