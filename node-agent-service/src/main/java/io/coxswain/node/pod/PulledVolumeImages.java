package io.coxswain.node.pod;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.model.Kinds;
import io.coxswain.node.image.ImagePuller;
import io.coxswain.node.image.ImageRequest;
import io.coxswain.node.image.ImageState;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.node.volume.PodVolume;
import io.coxswain.node.volume.PodVolumes;
import io.coxswain.node.volume.ReferencedObjects;
import io.coxswain.node.volume.VolumeImages;
import io.coxswain.node.volume.VolumeNotReady;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Pulls the images of volumes as those of containers are pulled, with the same secrets and back-off. */
public record PulledVolumeImages(
        ContainerRuntime runtime, ImagePuller images, ReferencedObjects objects, EventRecorder events)
        implements VolumeImages {
    @Override
    public List<Path> layers(PodVolume volume) {
        var source = volume.volume().getImage();
        String reference = Objects.requireNonNullElse(source.getReference(), "");
        String policy = Objects.requireNonNullElse(source.getPullPolicy(), "");
        ImageState state = images.ensure(new ImageRequest(
                volume.podUid(),
                volume.podUid() + "/volumes/" + volume.volume().getName(),
                reference,
                policy.isEmpty() ? ContainerStarter.defaultPolicy(reference) : policy,
                Subject.of(Kinds.POD, volume.pod()),
                () -> new ImageLogins(objects, events).of(volume.pod(), reference)));
        return switch (state) {
            case ImageState.Present(var image) -> {
                List<Path> layers = layers(image.id());
                PodVolumes.holdImage(volume, image.id());
                yield layers;
            }
            case ImageState.Pulling _ -> throw VolumeNotReady.pending("image \"" + reference + "\" is being pulled");
            case ImageState.Missing(var reason, var message, var _) ->
                throw new VolumeNotReady(reason + ": " + message);
        };
    }

    private List<Path> layers(String imageId) {
        try {
            return runtime.layers(imageId);
        } catch (RuntimeFault refused) {
            throw new VolumeNotReady(refused.reason(), refused);
        }
    }
}
