package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;

/** Well when a GET is answered with a status from 200 to 399; the body does not matter. */
final class HttpProber implements Prober {
    private static final String AGENT = "kube-probe/1.36";
    private final HttpGet http;

    HttpProber(Dialer dialer) {
        this.http = new HttpGet(dialer, AGENT);
    }

    @Override
    public boolean handles(Probe probe) {
        return probe.getHttpGet() != null;
    }

    @Override
    public ProbeAnswer ask(ProbeTarget target, Probe probe, Duration patience) {
        HTTPGetAction action = probe.getHttpGet();
        try {
            int status = http.status(action, target, patience);
            if (status >= 200 && status < 400) return new ProbeAnswer.Success();
            return new ProbeAnswer.Failure("HTTP probe failed with statuscode: " + status);
        } catch (IOException failure) {
            return new ProbeAnswer.Failure("Get \"" + HttpGet.address(action, target) + "\": " + failure.getMessage());
        }
    }
}
