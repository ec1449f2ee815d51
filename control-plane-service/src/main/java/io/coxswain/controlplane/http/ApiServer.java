package io.coxswain.controlplane.http;

import io.coxswain.controlplane.audit.AuditLog;
import io.coxswain.controlplane.fairness.FlowControl;
import io.coxswain.controlplane.protobuf.ProtobufCodec;
import io.coxswain.controlplane.resource.CreatedSubresources;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.UnstoredKinds;
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
            AuditLog audit,
            FlowControl flows,
            ResourceService resources,
            ObjectDecoder decoder,
            ProtobufCodec protobuf,
            PatchBodies patches,
            ConnectHandlers streams,
            UnstoredKinds unstored,
            CreatedSubresources created,
            StaticPaths documents,
            Tables tables,
            Clock clock,
            RandomGenerator random) {
        Rendering rendering = new Rendering(tables);
        WatchHandler watches = new WatchHandler(resources, new WatchStream(rendering, kinds, clock, random));
        Bodies bodies = new Bodies(decoder, protobuf);
        UnstoredHandler answers = new UnstoredHandler(unstored, bodies, rendering);
        ApiHandler objects =
                new ApiHandler(resources, authorizers, bodies, patches, rendering, watches, streams, answers, created);
        return new ApiServlet(
                authenticators, authorizers, audit, flows, new RequestLine(kinds, streams), objects, documents);
    }
}
