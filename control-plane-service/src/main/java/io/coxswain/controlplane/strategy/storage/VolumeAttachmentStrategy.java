package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** VolumeAttachments: a wish for one volume on one node that only its driver fulfils. */
public final class VolumeAttachmentStrategy implements Strategy {
    private static final String ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

    @Override
    public Kind<?> kind() {
        return Kinds.VOLUME_ATTACHMENT;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("attached", false);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        spec.at("attacher").requireForm("", Formats::driver);
        Place source = spec.at("source");
        Place volume = source.at("persistentVolumeName");
        boolean inline = source.at("inlineVolumeSpec").isSet();
        if (!inline && !volume.isSet()) source.required(ONE_SOURCE);
        else if (inline && volume.isSet()) source.forbidden(ONE_SOURCE);
        else if (volume.isSet() && volume.isGiven("must specify non empty persistentVolumeName")) {
            volume.form(Names::subdomain);
        }
        spec.at("nodeName").form(Names::subdomain);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors).at("spec").unchanged(Place.of(old, errors).at("spec"));
    }
}
