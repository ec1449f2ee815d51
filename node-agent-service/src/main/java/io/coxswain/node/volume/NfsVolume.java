package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;
import java.util.List;

/** An export of an NFS server that a Pod names itself. */
final class NfsVolume implements VolumeType {
    @Override
    public String plugin() {
        return "kubernetes.io~nfs";
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getNfs() != null;
    }

    @Override
    public Path setUp(PodVolume volume) {
        var source = volume.volume().getNfs();
        return NfsMounts.mount(
                source.getServer(),
                source.getPath(),
                Boolean.TRUE.equals(source.getReadOnly()),
                List.of(),
                volume.directory());
    }
}
