package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import java.util.List;

/** The registry of verbs. */
final class KubeletVerbs {
    private KubeletVerbs() {}

    static List<KubeletVerb> all(ContainerAccess containers) {
        return List.of(
                new LogsVerb(containers),
                new ExecVerb(containers),
                new AttachVerb(containers),
                new PortForwardVerb(containers));
    }
}
