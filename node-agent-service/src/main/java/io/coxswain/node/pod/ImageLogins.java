package io.coxswain.node.pod;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.image.PullSecrets;
import io.coxswain.node.runtime.RegistryLogin;
import io.coxswain.node.volume.ReferencedObjects;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.List;

/** Finds the logins that a Pod's pull secrets have for an image, when it is to be pulled. */
record ImageLogins(ReferencedObjects objects, EventRecorder events) {
    List<RegistryLogin> of(Pod pod, String image) {
        var secrets = new ArrayList<Secret>();
        var missing = new ArrayList<String>();
        for (LocalObjectReference reference : pod.getSpec().getImagePullSecrets()) {
            var key = new ObjectKey(pod.getMetadata().getNamespace(), reference.getName());
            try {
                objects.read(Kinds.SECRET, key).ifPresentOrElse(secrets::add, () -> missing.add(reference.getName()));
            } catch (ApiException refused) {
                missing.add(reference.getName());
            }
        }
        if (!missing.isEmpty()) {
            events.warning(
                    Subject.of(Kinds.POD, pod),
                    "FailedToRetrieveImagePullSecret",
                    "Unable to retrieve some image pull secrets (" + String.join(", ", missing)
                            + "); attempting to pull the image may not succeed.");
        }
        return PullSecrets.logins(secrets, image);
    }
}
