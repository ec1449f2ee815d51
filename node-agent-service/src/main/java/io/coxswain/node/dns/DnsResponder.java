package io.coxswain.node.dns;

import java.io.IOException;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Turns a query's bytes into those of its answer. */
final class DnsResponder {
    private static final int PLAIN_UDP_BYTES = 512;
    private static final int LARGEST_UDP_BYTES = 1232;
    private static final int TCP_BYTES = 65_535;

    private final ClusterZone cluster;
    private final ReverseZone reverse;
    private final UpstreamCache upstream;

    DnsResponder(ClusterZone cluster, ReverseZone reverse, UpstreamCache upstream) {
        this.cluster = cluster;
        this.reverse = reverse;
        this.upstream = upstream;
    }

    /** A query that was read; {@code mayWait} when its answer may have to come from upstream. */
    record Query(Message message, Answer answer) {
        boolean mayWait() {
            return answer instanceof Answer.NotOurs || answer instanceof Answer.Alias;
        }
    }

    /** Empty for what is not a query at all, which gets no answer. */
    Optional<Query> read(byte[] bytes) {
        try {
            var message = new Message(bytes);
            if (message.getHeader().getFlag(Flags.QR)) return Optional.empty();
            Record question = message.getQuestion();
            boolean isPlain = question != null
                    && message.getHeader().getOpcode() == Opcode.QUERY
                    && question.getDClass() == DClass.IN
                    && question.getType() != Type.ANY
                    && !isTransfer(question);
            return Optional.of(new Query(message, isPlain ? lookUp(question) : Answer.noData()));
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    byte[] answer(Query query, boolean byTcp) {
        Message message = query.message();
        var response = new Message(message.getHeader().getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        if (message.getHeader().getFlag(Flags.RD)) header.setFlag(Flags.RD);
        Record question = message.getQuestion();
        if (question == null) {
            header.setRcode(Rcode.FORMERR);
            return response.toWire(PLAIN_UDP_BYTES);
        }
        // As it was sent, in its own mix of cases: some clients check that.
        response.addRecord(question, Section.QUESTION);
        if (message.getHeader().getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (question.getDClass() != DClass.IN || question.getType() == Type.ANY || isTransfer(question)) {
            header.setRcode(Rcode.REFUSED);
        } else {
            fill(response, question, query.answer());
        }
        OPTRecord options = message.getOPT();
        if (options != null) response.addRecord(new OPTRecord(LARGEST_UDP_BYTES, 0, 0), Section.ADDITIONAL);
        return response.toWire(byTcp ? TCP_BYTES : udpBytes(options == null ? 0 : options.getPayloadSize()));
    }

    /** For a query that there is no room to answer now. */
    byte[] busy(Query query) {
        var response = new Message(query.message().getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setRcode(Rcode.SERVFAIL);
        Record question = query.message().getQuestion();
        if (question != null) response.addRecord(question, Section.QUESTION);
        return response.toWire(PLAIN_UDP_BYTES);
    }

    private Answer lookUp(Record question) {
        Answer answer = cluster.answer(question.getName(), question.getType());
        return answer instanceof Answer.NotOurs ? reverse.answer(question.getName(), question.getType()) : answer;
    }

    private void fill(Message response, Record question, Answer answer) {
        switch (answer) {
            case Answer.Found found -> {
                response.getHeader().setFlag(Flags.AA);
                found.records().forEach(record -> response.addRecord(record, Section.ANSWER));
                found.additional().forEach(record -> response.addRecord(record, Section.ADDITIONAL));
                if (found.records().isEmpty()) response.addRecord(cluster.authority(), Section.AUTHORITY);
            }
            case Answer.NoSuchName absent -> {
                response.getHeader().setFlag(Flags.AA);
                response.getHeader().setRcode(Rcode.NXDOMAIN);
                response.addRecord(cluster.authority(), Section.AUTHORITY);
            }
            case Answer.Alias alias -> {
                response.getHeader().setFlag(Flags.AA);
                response.addRecord(alias.record(), Section.ANSWER);
                if (question.getType() != Type.CNAME) follow(response, alias.target(), question.getType());
            }
            case Answer.NotOurs outside -> forward(response, question);
        }
    }

    /** The target of an alias; a name of the cluster is answered here, and another alias is left to the client. */
    private void follow(Message response, Name target, int type) {
        Record question = Record.newRecord(target, type, DClass.IN);
        switch (lookUp(question)) {
            case Answer.Found found -> found.records().forEach(record -> response.addRecord(record, Section.ANSWER));
            case Answer.Alias another -> response.addRecord(another.record(), Section.ANSWER);
            case Answer.NoSuchName absent -> response.getHeader().setRcode(Rcode.NXDOMAIN);
            case Answer.NotOurs outside -> forward(response, question);
        }
    }

    private void forward(Message response, Record question) {
        Optional<Message> answer = upstream.ask(question);
        if (answer.isEmpty()) {
            response.getHeader().setRcode(Rcode.SERVFAIL);
            return;
        }
        response.getHeader().setRcode(answer.get().getRcode());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            answer.get().getSection(section).forEach(record -> response.addRecord(record, section));
        }
    }

    private static int udpBytes(int offered) {
        return Math.clamp(offered, PLAIN_UDP_BYTES, LARGEST_UDP_BYTES);
    }

    private static boolean isTransfer(Record question) {
        return question.getType() == Type.AXFR || question.getType() == Type.IXFR;
    }
}
