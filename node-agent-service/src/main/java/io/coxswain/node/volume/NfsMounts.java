package io.coxswain.node.volume;

import io.coxswain.node.linux.HostProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Exports of NFS servers, mounted by the program of the machine where it has one for NFS. */
final class NfsMounts {
    private NfsMounts() {}

    static Path mount(String server, String path, boolean readOnly, List<String> options, Path directory) {
        try {
            if (Tmpfs.isMounted(directory)) return directory;
            Files.createDirectories(directory);
            var all = new ArrayList<>(options);
            if (readOnly) all.add("ro");
            var command = new ArrayList<>(List.of("mount", "-t", "nfs"));
            if (!all.isEmpty()) command.addAll(List.of("-o", String.join(",", all)));
            command.addAll(List.of(server + ":" + path, directory.toString()));
            HostProgram.Result result = HostProgram.run(command.toArray(String[]::new));
            if (!result.succeeded()) {
                throw new VolumeNotReady("mount failed: exit status " + result.exitCode() + "\nMounting command: mount"
                        + "\nMounting arguments: " + String.join(" ", command.subList(1, command.size()))
                        + "\nOutput: " + result.text());
            }
            return directory;
        } catch (IOException failure) {
            throw new VolumeNotReady("mount of " + server + ":" + path + ": " + failure.getMessage(), failure);
        }
    }
}
