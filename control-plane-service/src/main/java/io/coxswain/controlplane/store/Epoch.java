package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a new epoch when revisions were lost or may have been: no revision is ever used twice. The revision jumps far
 * ahead and everything before is {@code Expired}.
 */
public final class Epoch {
    /** More than the writes of months at full speed, and small enough for thousands of epochs. */
    static final long JUMP = 1L << 36;

    private static final Logger log = LoggerFactory.getLogger(Epoch.class);

    private Epoch() {}

    /**
     * For the end of a restore: what was given after the backup was made may be known to clients.
     *
     * @return the new epoch
     */
    public static long raise(Connection connection) throws SQLException {
        Status status = Status.read(connection);
        return raise(connection, status.epoch(), status.revision(), "a restore");
    }

    /** Ends {@code ended} unless another replica has already. */
    static long raise(Connection connection, long ended, long highestSeen, String why) throws SQLException {
        try (var select = connection.prepareStatement("select raise_epoch(?, ?, ?)")) {
            select.setLong(1, ended);
            select.setLong(2, highestSeen);
            select.setLong(3, JUMP);
            try (var row = select.executeQuery()) {
                row.next();
                long epoch = row.getLong(1);
                log.warn(
                        "epoch {} has ended for {}; epoch {} begins, all watches and tokens expire", ended, why, epoch);
                return epoch;
            }
        }
    }
}
