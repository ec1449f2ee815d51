package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.nio.file.Path;

/** An export of an NFS server, for any node. */
final class NfsSource implements PersistentSource {
    @Override
    public boolean handles(PersistentVolume volume) {
        return volume.getSpec().getNfs() != null;
    }

    @Override
    public Path setUp(PersistentVolume volume, PodVolume use) {
        var source = volume.getSpec().getNfs();
        return NfsMounts.mount(
                source.getServer(),
                source.getPath(),
                use.isReadOnly() || Boolean.TRUE.equals(source.getReadOnly()),
                volume.getSpec().getMountOptions(),
                use.directory());
    }
}
