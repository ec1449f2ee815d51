package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import jakarta.servlet.http.HttpServletRequest;

/** Joins the streams of the command that a container runs already. */
final class AttachVerb extends CommandVerb {
    private final ContainerAccess containers;

    AttachVerb(ContainerAccess containers) {
        this.containers = containers;
    }

    @Override
    public String name() {
        return "attach";
    }

    @Override
    RemoteCommand.Starter starter(ContainerPath container, HttpServletRequest request) {
        return streams -> containers.attach(container, streams);
    }
}
