package io.coxswain.node.volume;

import io.coxswain.node.volume.AtomicDirectory.Content;
import java.util.Map;

/** Where the files of a volume come from. */
@FunctionalInterface
interface FileSource {
    /** The files by relative path, as they are now. Throws {@link VolumeNotReady} where something is missing. */
    Map<String, Content> files(PodVolume volume);
}
