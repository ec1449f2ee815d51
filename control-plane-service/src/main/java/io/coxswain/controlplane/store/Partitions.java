package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the partitions of the change log ahead and drops the old ones, each with locks that let the writer go on. See
 * docs/decisions/0001-change-log-partitions.md.
 */
final class Partitions {
    private static final int AHEAD = 2;
    private static final long CREATE_LOCK = 0x636f78_0001L;
    private static final long DROP_LOCK = 0x636f78_0002L;
    private static final Pattern NAME = Pattern.compile("change_(\\d+)_(\\d+)");

    private final long size;

    Partitions(StoreSettings settings) {
        this.size = settings.partitionRevisions();
    }

    /** A partition of the revisions {@code from} (inclusive) to {@code to} (exclusive). */
    private record Partition(String name, long from, long to, boolean attached, boolean detaching) {}

    /** Makes sure that the changes behind a revision have a place, and those of the near future too. */
    void cover(Connection connection, long revision) throws SQLException {
        if (!missing(partitions(connection), revision).isEmpty()) create(connection, revision);
    }

    /** Drops what lies wholly below a revision; leaves what is in use for the next time. */
    void dropBelow(Connection connection, long revision) throws SQLException {
        List<Partition> unused = partitions(connection).stream()
                .filter(partition -> partition.to <= revision)
                .toList();
        if (unused.isEmpty() || !ask(connection, "select pg_try_advisory_lock(" + DROP_LOCK + ")")) return;
        try (var statement = connection.createStatement()) {
            for (Partition partition : unused) {
                if (partition.attached) {
                    String how = partition.detaching ? "finalize" : "concurrently";
                    statement.execute("alter table change detach partition " + partition.name + " " + how);
                }
                statement.execute("drop table " + partition.name);
            }
        } catch (SQLException busy) {
            // 55P03: a long reader holds it. 55006, 40P01: likewise.
            if (!List.of("55P03", "55006", "40P01").contains(String.valueOf(busy.getSQLState()))) throw busy;
        } finally {
            ask(connection, "select pg_advisory_unlock(" + DROP_LOCK + ")");
        }
    }

    private void create(Connection connection, long revision) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + CREATE_LOCK + ")");
            for (Partition partition : missing(partitions(connection), revision)) {
                // Attaching a finished table takes a lock that writers do not mind; creating it in place would not.
                statement.execute("create table " + partition.name + " (like change including all)"
                        + " with (toast_tuple_target = 8160)");
                statement.execute("alter table change attach partition " + partition.name + " for values from ("
                        + partition.from + ") to (" + partition.to + ")");
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private List<Partition> missing(List<Partition> present, long revision) {
        var missing = new ArrayList<Partition>();
        long next = revision + 1;
        long needed = next + AHEAD * size;
        while (next < needed) {
            long at = next;
            var holder = present.stream()
                    .filter(partition -> partition.attached && partition.from <= at && at < partition.to)
                    .findFirst();
            if (holder.isPresent()) {
                next = holder.get().to;
                continue;
            }
            // Sizes may have changed between versions: never overlap a neighbour.
            long from = present.stream()
                    .mapToLong(Partition::to)
                    .filter(to -> to <= at)
                    .max()
                    .orElse(0);
            from = Math.max(from, at / size * size);
            long to = present.stream()
                    .mapToLong(Partition::from)
                    .filter(other -> other > at)
                    .min()
                    .orElse(Long.MAX_VALUE);
            to = Math.min(to, (at / size + 1) * size);
            missing.add(new Partition("change_" + from + "_" + to, from, to, true, false));
            next = to;
        }
        return missing;
    }

    private static List<Partition> partitions(Connection connection) throws SQLException {
        var partitions = new ArrayList<Partition>();
        try (var select = connection.prepareStatement("""
                        select c.relname, i.inhrelid is not null, coalesce(i.inhdetachpending, false)
                        from pg_class c left join pg_inherits i on i.inhrelid = c.oid
                        where c.relkind = 'r' and c.relname ~ '^change_[0-9]+_[0-9]+$'
                          and c.relnamespace = (select p.relnamespace from pg_class p where p.oid = 'change'::regclass)
                        """);
                var rows = select.executeQuery()) {
            while (rows.next()) {
                Matcher name = NAME.matcher(rows.getString(1));
                if (!name.matches()) continue;
                partitions.add(new Partition(
                        name.group(),
                        Long.parseLong(name.group(1)),
                        Long.parseLong(name.group(2)),
                        rows.getBoolean(2),
                        rows.getBoolean(3)));
            }
        }
        partitions.sort(Comparator.comparingLong(Partition::from));
        return partitions;
    }

    private static boolean ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
