package io.coxswain.controlplane.http;

import io.coxswain.client.Api;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;

/** The API for each component that runs in this process, under the component's own name. */
public record InProcessApis(
        Authorizers authorizers, ResourceService resources, ObjectDecoder decoder, PatchBodies patches) {
    /** {@code component} is the name that its certificate would carry, such as {@code system:kube-scheduler}. */
    public Api of(String component) {
        return new InProcessApi(User.component(component), authorizers, resources, decoder, patches);
    }
}
