package io.coxswain.node.dns;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What the cluster's zones say to a question. */
sealed interface Answer {
    /** The records; none of them means that the name exists, but not with this type. */
    record Found(List<Record> records, List<Record> additional) implements Answer {}

    /** There is no such name. */
    record NoSuchName() implements Answer {}

    /** The name stands for another one, outside of the zone. */
    record Alias(Record record, Name target) implements Answer {}

    /** Not a name of the cluster. */
    record NotOurs() implements Answer {}

    static Answer found(Record... records) {
        return new Found(List.of(records), List.of());
    }

    static Answer noData() {
        return new Found(List.of(), List.of());
    }
}
