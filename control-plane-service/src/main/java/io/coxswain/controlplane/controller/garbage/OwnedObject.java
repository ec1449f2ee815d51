package io.coxswain.controlplane.controller.garbage;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Of an object of any kind only what decides about its owners and its deletion: the collector knows all objects. */
@JsonIgnoreProperties(ignoreUnknown = true)
// that of the interface makes the class of the kind
@JsonDeserialize(using = ValueDeserializer.None.class)
public final class OwnedObject implements HasMetadata {
    private String apiVersion = "";
    private String kind = "";
    private ObjectMeta metadata = new ObjectMeta();

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String version) {
        this.apiVersion = version.intern();
    }

    @Override
    public String getKind() {
        return kind;
    }

    public void setKind(String name) {
        this.kind = name.intern();
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta full) {
        ObjectMeta kept = new ObjectMeta();
        kept.setName(full.getName());
        kept.setNamespace(full.getNamespace());
        kept.setUid(full.getUid());
        kept.setResourceVersion(full.getResourceVersion());
        kept.setDeletionTimestamp(full.getDeletionTimestamp());
        kept.setFinalizers(full.getFinalizers());
        kept.setOwnerReferences(full.getOwnerReferences());
        kept.setLabels(Map.of());
        kept.setAnnotations(Map.of());
        this.metadata = kept;
    }
}
