package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.server.RemoteCommand.Wanted;
import io.coxswain.status.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Connects a client with the streams of a command in a container, over a WebSocket or SPDY. */
abstract class CommandVerb implements KubeletVerb {
    /** What to do for the request; throws {@code BadRequest} where it says too little. */
    abstract RemoteCommand.Starter starter(ContainerPath container, HttpServletRequest request);

    @Override
    public final void serve(ContainerPath container, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        var wanted = new Wanted(
                isSet(request, "input"), isSet(request, "output"), isSet(request, "error"), isSet(request, "tty"));
        RemoteCommand.Starter starter = starter(container, request);
        if (!wanted.anyStream()) throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        var command = new RemoteCommand(starter, wanted);
        if (StreamUpgrade.isAsked(request)) {
            String protocol = StreamUpgrade.protocol(request, response, SpdyCommand.PROTOCOLS);
            if (protocol.isEmpty()) return;
            StreamUpgrade.serve(request, response, transport -> SpdyCommand.serve(command, protocol, transport));
            return;
        }
        ChannelProtocol protocol = ChannelProtocol.choose(ChannelProtocol.COMMAND, WebSocketUpgrade.offered(request));
        WebSocketUpgrade.serve(request, response, protocol.name(), new CommandSession(command, protocol));
    }

    private static boolean isSet(HttpServletRequest request, String parameter) {
        return "1".equals(request.getParameter(parameter));
    }
}
