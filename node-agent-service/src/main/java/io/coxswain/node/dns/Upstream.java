package io.coxswain.node.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.WireParseException;

/**
 * Asks the host's servers, one after the other, by UDP and where the answer was cut by TCP. The sockets are the host's
 * own, not the node's: so a server on the host's loopback or behind a VPN answers as it does the host.
 */
final class Upstream {
    private static final Logger log = LoggerFactory.getLogger(Upstream.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int UDP_BYTES = 4096;
    private static final int EDNS_BYTES = 1232;

    private final UpstreamServers servers;

    Upstream(UpstreamServers servers) {
        this.servers = servers;
    }

    /** Empty when no server gave an answer in time. */
    Optional<Message> ask(Record question) {
        for (InetSocketAddress server : servers.current()) {
            try {
                Message answer = byUdp(server, query(question));
                if (answer.getHeader().getFlag(Flags.TC)) answer = byTcp(server, query(question));
                return Optional.of(answer);
            } catch (IOException failed) {
                log.debug("{} did not answer {}: {}", server, question.getName(), failed.getMessage());
            }
        }
        return Optional.empty();
    }

    private static Message query(Record question) {
        Message query = Message.newQuery(question);
        query.getHeader().setID(ThreadLocalRandom.current().nextInt(1 << 16));
        query.addRecord(new OPTRecord(EDNS_BYTES, 0, 0), Section.ADDITIONAL);
        return query;
    }

    private static Message byUdp(InetSocketAddress server, Message query) throws IOException {
        try (var socket = new DatagramSocket()) {
            // A connected socket takes packets of this server alone.
            socket.connect(server);
            byte[] bytes = query.toWire();
            socket.send(new DatagramPacket(bytes, bytes.length));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) throw new SocketTimeoutException("no answer within " + PATIENCE);
                socket.setSoTimeout(Math.toIntExact(left));
                var packet = new DatagramPacket(new byte[UDP_BYTES], UDP_BYTES);
                socket.receive(packet);
                byte[] received = Arrays.copyOf(packet.getData(), packet.getLength());
                Optional<Message> answer = answerTo(query, received);
                if (answer.isPresent()) return answer.get();
            }
        }
    }

    private static Message byTcp(InetSocketAddress server, Message query) throws IOException {
        try (var socket = new Socket()) {
            int patience = Math.toIntExact(PATIENCE.toMillis());
            socket.connect(server, patience);
            socket.setSoTimeout(patience);
            byte[] bytes = query.toWire();
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(bytes.length);
            out.write(bytes);
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            byte[] received = in.readNBytes(in.readUnsignedShort());
            return answerTo(query, received).orElseThrow(() -> new WireParseException("an answer to something else"));
        }
    }

    /** Empty for a packet that is not the answer: late, forged or broken. */
    private static Optional<Message> answerTo(Message query, byte[] received) {
        try {
            var answer = new Message(received);
            boolean isAnswer = answer.getHeader().getID() == query.getHeader().getID()
                    && answer.getHeader().getFlag(Flags.QR)
                    && query.getQuestion().equals(answer.getQuestion());
            return isAnswer ? Optional.of(answer) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }
}
