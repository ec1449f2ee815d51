package io.coxswain.local.kubeconfig;

import io.coxswain.local.profile.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The kubeconfig files that kubectl would read, in its order, and changes to them by its rules. */
public final class KubeconfigFiles {
    private final List<Path> files;

    private KubeconfigFiles(List<Path> files) {
        this.files = files;
    }

    /** {@code explicit} alone where it is given, else the list in KUBECONFIG, else {@code ~/.kube/config}. */
    public static KubeconfigFiles find(@Nullable Path explicit, Map<String, String> environment) {
        if (explicit != null) return new KubeconfigFiles(List.of(explicit.toAbsolutePath()));
        List<Path> listed = Arrays.stream(
                        environment.getOrDefault("KUBECONFIG", "").split(":", -1))
                .filter(Predicate.not(String::isBlank))
                .map(file -> Path.of(file).toAbsolutePath())
                .distinct()
                .toList();
        return new KubeconfigFiles(
                listed.isEmpty()
                        ? List.of(Path.of(environment.getOrDefault("HOME", "/root"), ".kube", "config"))
                        : listed);
    }

    /** Where {@code name} is defined, else where something new goes: the first file there is, else the last named. */
    public Path fileFor(String name) {
        return defining(document -> document.defines(name)).orElseGet(this::fileForNew);
    }

    /** Adds or replaces the entry and, if asked, makes it the current one. */
    public Path merge(KubeconfigEntry entry, boolean makeCurrent) {
        Path target = fileFor(entry.name());
        change(target, document -> {
            document.put(entry);
            return true;
        });
        if (makeCurrent || currentContext().isEmpty()) {
            Path current =
                    defining(document -> document.currentContext().isPresent()).orElseGet(this::fileForNew);
            change(current, document -> {
                document.setCurrentContext(entry.name());
                return true;
            });
        }
        return target;
    }

    public void remove(String name) {
        for (Path file : files) {
            if (Files.exists(file)) change(file, document -> document.remove(name));
        }
    }

    private Optional<String> currentContext() {
        return files.stream()
                .flatMap(file -> read(file).currentContext().stream())
                .findFirst();
    }

    private Optional<Path> defining(Predicate<KubeconfigDocument> what) {
        return files.stream()
                .filter(Files::exists)
                .filter(file -> what.test(read(file)))
                .findFirst();
    }

    private Path fileForNew() {
        return files.stream().filter(Files::exists).findFirst().orElseGet(files::getLast);
    }

    private static KubeconfigDocument read(Path file) {
        try {
            return KubeconfigDocument.parse(Files.readString(file), file);
        } catch (NoSuchFileException _) {
            return KubeconfigDocument.parse("", file);
        } catch (IOException e) {
            throw new LocalException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void change(Path named, Predicate<KubeconfigDocument> change) {
        try {
            // A link stays a link: what it points to is replaced.
            Path file = Files.exists(named) ? named.toRealPath() : named;
            if (!Files.exists(file.getParent())) Files.createDirectories(file.getParent());
            try (KubeconfigLock _ = KubeconfigLock.take(file)) {
                KubeconfigDocument document = read(file);
                if (change.test(document)) writePrivately(file, document.text());
            }
        } catch (IOException e) {
            throw new LocalException("cannot change " + named + ": " + e, e);
        }
    }

    /** Replaces {@code file} as a whole, readable by its owner only. */
    public static void writePrivately(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".kubeconfig",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
