package io.coxswain.node.pod;

import io.coxswain.node.runtime.EngineFacts;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group above all containers of a Pod: a path, or a slice where systemd rules them. */
record PodCgroup(boolean systemd, String clusterName, String nodeName, String podUid) {
    private static final Logger log = LoggerFactory.getLogger(PodCgroup.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static PodCgroup of(EngineFacts engine, NodeServices.Settings node, String podUid) {
        return new PodCgroup(engine.systemdCgroups(), node.clusterName(), node.nodeName(), podUid);
    }

    /** As the engine wants it. In a slice's name a dash means "below", so those of the names become underscores. */
    String parent() {
        if (!systemd) return "/coxswain/" + clusterName + "/" + nodeName + "/pod" + podUid;
        return "coxswain-" + flat(clusterName) + "-" + flat(nodeName) + "-pod" + flat(podUid) + ".slice";
    }

    private static String flat(String name) {
        return name.replace('-', '_');
    }

    /** An engine makes the group and leaves it behind; systemd removes its empty slices itself. */
    void remove() throws IOException {
        if (systemd) return;
        String below = parent().substring(1);
        for (Path hierarchy : hierarchies()) {
            try {
                Files.deleteIfExists(hierarchy.resolve(below));
            } catch (FileSystemException busy) {
                // Somebody put another group or process there, who then has to remove it.
                log.debug("The control group {} of a Pod stays: {}", below, busy.getMessage());
            }
        }
    }

    private static List<Path> hierarchies() throws IOException {
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) return List.of(ROOT);
        try (Stream<Path> controllers = Files.list(ROOT)) {
            return controllers
                    .filter(path -> Files.isDirectory(path) && !Files.isSymbolicLink(path))
                    .toList();
        }
    }
}
