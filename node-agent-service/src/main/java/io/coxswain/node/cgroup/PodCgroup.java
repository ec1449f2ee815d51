package io.coxswain.node.cgroup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group above all containers of a Pod: a path, or a slice where systemd rules them.
 *
 * @param systemd whether the engine names parents as slices
 */
public record PodCgroup(boolean systemd, String clusterName, String nodeName, String podUid) {
    private static final Logger log = LoggerFactory.getLogger(PodCgroup.class);

    /** As the engine wants it. In a slice's name a dash means "below", so those of the names become underscores. */
    public String parent() {
        return systemd ? slice() + ".slice" : "/" + path();
    }

    /** Its path below the root of a hierarchy. */
    public String path() {
        return systemd
                ? node() + "/" + slice() + ".slice"
                : "coxswain/" + clusterName + "/" + nodeName + "/pod" + podUid;
    }

    /** The path of the group of all Pods of the node. */
    public String node() {
        if (!systemd) return "coxswain/" + clusterName + "/" + nodeName;
        String cluster = "coxswain-" + flat(clusterName);
        return "coxswain.slice/" + cluster + ".slice/" + cluster + "-" + flat(nodeName) + ".slice";
    }

    /** The path of the group of one of the Pod's containers, as Docker makes it. */
    public String container(String id) {
        return path() + (systemd ? "/docker-" + id + ".scope" : "/" + id);
    }

    private String slice() {
        return "coxswain-" + flat(clusterName) + "-" + flat(nodeName) + "-pod" + flat(podUid);
    }

    private static String flat(String name) {
        return name.replace('-', '_');
    }

    /** An engine makes the group and leaves it behind; systemd removes its empty slices itself. */
    public void remove(ControlGroups groups) throws IOException {
        if (systemd) return;
        for (Path directory : groups.directories(path())) {
            try {
                Files.deleteIfExists(directory);
            } catch (FileSystemException busy) {
                // Somebody put another group or process there, who then has to remove it.
                log.debug("The control group {} of a Pod stays: {}", directory, busy.getMessage());
            }
        }
    }
}
