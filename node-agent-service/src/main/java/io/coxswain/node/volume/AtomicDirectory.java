package io.coxswain.node.volume;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose files change all at once: they lie in a directory of their own that the link {@code ..data} leads
 * to, and every visible name is a link through it. A reader sees the old files or the new ones, never a mixture.
 */
final class AtomicDirectory {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.nnnnnnnnn").withZone(ZoneOffset.UTC);
    private static final int DIRECTORY_MODE = 0755;
    private static final String DATA = "..data";

    private AtomicDirectory() {}

    /** The content of a file and the permissions in the low nine bits. */
    static final class Content {
        private final byte[] bytes;
        private final int mode;
        private final @Nullable Long owner;

        Content(byte[] bytes, int mode) {
            this(bytes, mode, null);
        }

        /** @param owner the numeric user that owns the file, or null for the agent's own */
        Content(byte[] bytes, int mode, @Nullable Long owner) {
            this.bytes = bytes.clone();
            this.mode = mode;
            this.owner = owner;
        }

        @Nullable Long owner() {
            return owner;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        int mode() {
            return mode;
        }
    }

    /**
     * Makes {@code files} (by relative path) the content; does nothing where they are already.
     *
     * @param group the numeric group that owns the files and may read them, or null
     */
    static void write(Path directory, Map<String, Content> files, @Nullable Long group, Instant now)
            throws IOException {
        Path data = directory.resolve(DATA);
        if (Files.isDirectory(data) && holds(data, files)) return;
        Files.createDirectories(directory);
        Path fresh = Files.createDirectory(directory.resolve(STAMP.format(now)));
        chmod(fresh, DIRECTORY_MODE);
        for (var file : files.entrySet()) place(fresh, file.getKey(), file.getValue(), group);
        Path swap = directory.resolve("..data_tmp");
        Files.deleteIfExists(swap);
        Files.createSymbolicLink(swap, fresh.getFileName());
        rename(swap, data);
        link(directory, files.keySet());
        removeOld(directory, fresh);
    }

    private static void place(Path root, String name, Content content, @Nullable Long group) throws IOException {
        Path target = root.resolve(name);
        for (Path parent = target.getParent(); parent != null && !parent.equals(root); parent = parent.getParent()) {
            Files.createDirectories(parent);
            chmod(parent, DIRECTORY_MODE);
        }
        Files.write(target, content.bytes());
        if (group != null) Files.setAttribute(target, "unix:gid", group.intValue());
        Long owner = content.owner();
        if (owner != null) Files.setAttribute(target, "unix:uid", owner.intValue());
        // The group that a Pod asks for may read what its owner may.
        chmod(target, group == null ? content.mode() : content.mode() | (content.mode() & 0400) >> 3);
    }

    private static boolean holds(Path data, Map<String, Content> files) throws IOException {
        Path root = data.toRealPath();
        try (Stream<Path> tree = Files.walk(root)) {
            List<Path> there = tree.filter(Files::isRegularFile).toList();
            if (there.size() != files.size()) return false;
            for (Path path : there) {
                Content wanted = files.get(root.relativize(path).toString());
                if (wanted == null || !Arrays.equals(wanted.bytes(), Files.readAllBytes(path))) return false;
            }
        }
        return true;
    }

    /** The first part of each path becomes visible; visible links that lead nowhere go. */
    private static void link(Path directory, Set<String> names) throws IOException {
        Set<String> visible = names.stream().map(name -> name.split("/", 2)[0]).collect(Collectors.toSet());
        for (String name : visible) {
            Path link = directory.resolve(name);
            if (!Files.isSymbolicLink(link)) Files.createSymbolicLink(link, Path.of(DATA, name));
        }
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith("..") && !visible.contains(name)) Files.delete(entry);
            }
        }
    }

    private static void removeOld(Path directory, Path fresh) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                boolean stamped = entry.getFileName().toString().startsWith("..2")
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if (stamped && !entry.equals(fresh)) delete(entry);
            }
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("the volume cannot be replaced at once", impossible);
        }
    }

    /** Unlike at creation, the umask of the process has no part in it. */
    static void chmod(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    /** Deletes a tree, without following links out of it. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) return;
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
