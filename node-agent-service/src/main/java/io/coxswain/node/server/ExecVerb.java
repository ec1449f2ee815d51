package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Runs a command in a container. */
final class ExecVerb extends CommandVerb {
    private final ContainerAccess containers;

    ExecVerb(ContainerAccess containers) {
        this.containers = containers;
    }

    @Override
    public String name() {
        return "exec";
    }

    @Override
    RemoteCommand.Starter starter(ContainerPath container, HttpServletRequest request) {
        String[] command = request.getParameterValues("command");
        if (command == null) throw ApiException.badRequest("no command given");
        return streams -> containers.exec(container, List.of(command), streams);
    }
}
