package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.ClientPresence;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;

/**
 * Passes the body of a kubelet's or a Pod's answer on as it comes, until it ends or the client has gone: a log that is
 * followed may say nothing for days. Holds at most four pieces of {@value #PIECE_BYTES} bytes.
 */
final class AnswerRelay {
    private static final int PIECE_BYTES = 16 * 1024;
    private static final long LOOK_MILLIS = 1000;

    private final InputStream from;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(1);

    /** The last one is empty, with why it is the last where that is not the end of the answer. */
    private record Piece(ByteBuffer bytes, @Nullable IOException failure) {}

    private AnswerRelay(InputStream from) {
        this.from = from;
    }

    /** To be called by the thread that serves the request, when its body has been read; the connection ends with it. */
    static void pass(KubeletConnection kubelet, OutputStream to, ClientPresence client) throws IOException {
        var relay = new AnswerRelay(kubelet.input());
        Thread reader = Thread.ofVirtual()
                .name("answer of " + Thread.currentThread().getName())
                .start(relay::read);
        try {
            relay.write(to, client);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            reader.interrupt();
            kubelet.close();
        }
    }

    private void write(OutputStream to, ClientPresence client) throws IOException, InterruptedException {
        while (true) {
            Piece piece = pieces.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (piece == null) {
                if (client.hasGone()) return;
                continue;
            }
            // Nobody may take a part for the whole.
            IOException failure = piece.failure();
            if (failure != null) throw new CloseNowException(failure);
            if (!piece.bytes().hasRemaining()) return;
            to.write(piece.bytes().array());
            to.flush();
        }
    }

    private void read() {
        byte[] buffer = new byte[PIECE_BYTES];
        try {
            try {
                for (int count; (count = from.read(buffer)) >= 0; ) {
                    if (count > 0) pieces.put(new Piece(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), null));
                }
                pieces.put(new Piece(ByteBuffer.allocate(0), null));
            } catch (IOException failure) {
                pieces.put(new Piece(ByteBuffer.allocate(0), failure));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
