package io.coxswain.controlplane.http;

import io.coxswain.controlplane.protobuf.ProtobufCodec;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.table.Tables;
import io.coxswain.model.KindCatalog;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Puts together what serves a request. */
public final class ApiServer {
    private ApiServer() {}

    public static ApiServlet servlet(
            KindCatalog kinds,
            Authenticators authenticators,
            Authorizers authorizers,
            ResourceService resources,
            ObjectDecoder decoder,
            ProtobufCodec protobuf,
            PatchBodies patches,
            ConnectHandlers streams,
            StaticPaths documents,
            Clock clock,
            RandomGenerator random) {
        Rendering rendering = new Rendering(new Tables(clock));
        WatchHandler watches = new WatchHandler(resources, new WatchStream(rendering, clock, random));
        ApiHandler objects =
                new ApiHandler(resources, new Bodies(decoder, protobuf), patches, rendering, watches, streams);
        return new ApiServlet(authenticators, authorizers, new RequestLine(kinds, streams), objects, documents);
    }
}
