package io.coxswain.model;

import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.List;

/** The kinds of storage and of devices that Pods claim. Part of {@link Kinds}. */
sealed interface StorageKinds permits Kinds {
    Kind<DeviceClass> DEVICE_CLASS =
            Kind.cluster("resource.k8s.io", "v1", "DeviceClass", "deviceclasses", DeviceClass.class);
    Kind<ResourceClaim> RESOURCE_CLAIM = Kind.namespaced(
                    "resource.k8s.io", "v1", "ResourceClaim", "resourceclaims", ResourceClaim.class)
            .withSubresources("status");
    Kind<ResourceClaimTemplate> RESOURCE_CLAIM_TEMPLATE = Kind.namespaced(
            "resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplates", ResourceClaimTemplate.class);
    Kind<ResourceSlice> RESOURCE_SLICE =
            Kind.cluster("resource.k8s.io", "v1", "ResourceSlice", "resourceslices", ResourceSlice.class);
    Kind<CSIDriver> CSI_DRIVER = Kind.cluster("storage.k8s.io", "v1", "CSIDriver", "csidrivers", CSIDriver.class);
    Kind<CSINode> CSI_NODE = Kind.cluster("storage.k8s.io", "v1", "CSINode", "csinodes", CSINode.class);
    Kind<CSIStorageCapacity> CSI_STORAGE_CAPACITY = Kind.namespaced(
            "storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities", CSIStorageCapacity.class);
    Kind<StorageClass> STORAGE_CLASS = Kind.cluster(
                    "storage.k8s.io", "v1", "StorageClass", "storageclasses", StorageClass.class)
            .withShortNames("sc");
    Kind<VolumeAttachment> VOLUME_ATTACHMENT = Kind.cluster(
                    "storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", VolumeAttachment.class)
            .withSubresources("status");
    Kind<VolumeAttributesClass> VOLUME_ATTRIBUTES_CLASS = Kind.cluster(
                    "storage.k8s.io",
                    "v1",
                    "VolumeAttributesClass",
                    "volumeattributesclasses",
                    VolumeAttributesClass.class)
            .withShortNames("vac");

    List<Kind<?>> STORAGE = List.of(
            DEVICE_CLASS,
            RESOURCE_CLAIM,
            RESOURCE_CLAIM_TEMPLATE,
            RESOURCE_SLICE,
            CSI_DRIVER,
            CSI_NODE,
            CSI_STORAGE_CAPACITY,
            STORAGE_CLASS,
            VOLUME_ATTACHMENT,
            VOLUME_ATTRIBUTES_CLASS);
}
