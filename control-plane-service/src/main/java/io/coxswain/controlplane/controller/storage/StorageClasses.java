package io.coxswain.controlplane.controller.storage;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Comparator;
import java.util.Optional;

/** The storage classes of the cluster, and the one for claims that name none. */
final class StorageClasses {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
    private static final String OLD_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class";

    private final Informer<StorageClass> classes;

    StorageClasses(Informers informers) {
        this.classes = informers.of(Kinds.STORAGE_CLASS);
    }

    Optional<StorageClass> find(String name) {
        return name.isEmpty() ? Optional.empty() : classes.get(ObjectKey.cluster(name));
    }

    /** The newest of those that say so. */
    Optional<String> defaultName() {
        return classes.list(null).stream()
                .filter(StorageClasses::isDefault)
                .max(Comparator.comparing(found -> found.getMetadata().getCreationTimestamp()))
                .map(found -> found.getMetadata().getName());
    }

    static boolean waitsForConsumer(StorageClass storageClass) {
        return "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode());
    }

    private static boolean isDefault(StorageClass storageClass) {
        return StorageFields.annotation(storageClass, DEFAULT).equals("true")
                || StorageFields.annotation(storageClass, OLD_DEFAULT).equals("true");
    }
}
