package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.Set;

/** Which kinds answer a deletion with the object that is gone; all others answer with a Status. */
public final class DeletionAnswer {
    private static final Set<Kind<?>> OBJECTS = Set.of(
            Kinds.PERSISTENT_VOLUME,
            Kinds.PERSISTENT_VOLUME_CLAIM,
            Kinds.POD,
            Kinds.POD_TEMPLATE,
            Kinds.RESOURCE_QUOTA,
            Kinds.SERVICE,
            Kinds.SERVICE_ACCOUNT,
            Kinds.DEVICE_CLASS,
            Kinds.RESOURCE_CLAIM,
            Kinds.RESOURCE_CLAIM_TEMPLATE,
            Kinds.RESOURCE_SLICE,
            Kinds.CSI_DRIVER,
            Kinds.CSI_NODE,
            Kinds.STORAGE_CLASS,
            Kinds.VOLUME_ATTACHMENT,
            Kinds.VOLUME_ATTRIBUTES_CLASS);

    private DeletionAnswer() {}

    public static boolean isObject(Kind<?> kind) {
        return OBJECTS.contains(kind);
    }
}
