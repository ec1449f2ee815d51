package io.coxswain.node.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A netlink socket of the namespace in which the thread that opened it was; used by that thread only. */
final class NetlinkSocket implements AutoCloseable {
    static final int ROUTE = 0;
    static final int NETFILTER = 12;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int RECEIVE_BYTES = 128 * 1024;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(RECEIVE_BYTES, 8);
    private final int descriptor;
    private int sequence;

    NetlinkSocket(int protocol) {
        descriptor = LinuxCalls.netlinkSocket(protocol);
    }

    /** Sends a request and returns the bodies of the messages that answer it; {@link LinuxException} when refused. */
    List<ByteBuffer> exchange(String what, NetlinkMessage message) {
        int expected = ++sequence;
        try (Arena call = Arena.ofConfined()) {
            byte[] bytes = message.finish(expected);
            MemorySegment request = call.allocate(bytes.length, 4);
            request.copyFrom(MemorySegment.ofArray(bytes));
            LinuxCalls.send(descriptor, request);
        }
        List<ByteBuffer> answers = new ArrayList<>();
        while (true) {
            int size = LinuxCalls.receive(descriptor, buffer);
            byte[] copy = new byte[size];
            MemorySegment.copy(buffer, 0, MemorySegment.ofArray(copy), 0, size);
            if (isComplete(what, ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder()), expected, answers)) {
                return answers;
            }
        }
    }

    private static boolean isComplete(String what, ByteBuffer packet, int expected, List<ByteBuffer> answers) {
        while (packet.remaining() >= NetlinkMessage.HEADER) {
            int start = packet.position();
            int length = packet.getInt(start);
            int type = Short.toUnsignedInt(packet.getShort(start + 4));
            boolean ours = packet.getInt(start + 8) == expected;
            if (ours && type == DONE) return true;
            if (ours && type == ERROR) {
                int error = packet.getInt(start + NetlinkMessage.HEADER);
                if (error != 0) throw new LinuxException(what, -error);
                return true;
            }
            if (ours) {
                answers.add(packet.slice(start + NetlinkMessage.HEADER, length - NetlinkMessage.HEADER)
                        .order(ByteOrder.nativeOrder()));
            }
            packet.position(Math.min(packet.limit(), start + ((length + 3) & ~3)));
        }
        return false;
    }

    @Override
    public void close() {
        LinuxCalls.close(descriptor);
        arena.close();
    }
}
