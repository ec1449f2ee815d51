package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Prefers nodes that have the Pod's images, the more of their bytes the better. */
public final class ImageLocality implements Plugin.Score {
    private static final long MEGABYTE = 1024 * 1024;
    /** Of less than this nobody saves time. */
    private static final long LEAST = 23 * MEGABYTE;

    private static final long MOST_PER_CONTAINER = 1000 * MEGABYTE;

    /** The names of the images, and on how many nodes of all each is. */
    private record Images(List<String> names, int containers, Map<String, Integer> spread, int nodes) {}

    @Override
    public String name() {
        return "ImageLocality";
    }

    /** Without any node that has one of them, all nodes score alike. */
    @Override
    public Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
        List<String> names = images(cycle.pod().pod());
        Map<String, Integer> spread = new HashMap<>();
        for (NodeInfo node : nodes) {
            if (node.images().isEmpty()) continue;
            for (String name : names) {
                if (node.images().containsKey(name)) spread.merge(name, 1, Integer::sum);
            }
        }
        if (spread.isEmpty()) return Verdict.skip();
        cycle.state().put(Images.class, new Images(names, names.size(), spread, nodes.size()));
        return Verdict.ok();
    }

    private static List<String> images(Pod pod) {
        var containers = new ArrayList<>(pod.getSpec().getContainers());
        containers.addAll(Objects.requireNonNullElse(pod.getSpec().getInitContainers(), List.<Container>of()));
        return containers.stream()
                .map(container -> normalised(Objects.requireNonNullElse(container.getImage(), "")))
                .toList();
    }

    /** A name without a tag means the latest. */
    static String normalised(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }

    @Override
    public long score(Cycle cycle, NodeInfo node) {
        Images images = cycle.state().get(Images.class);
        double bytes = 0;
        for (String name : images.names) {
            Long size = node.images().get(name);
            // an image that few nodes have is not to draw all Pods to them
            if (size != null) bytes += size * (double) images.spread.getOrDefault(name, 0) / images.nodes;
        }
        long most = MOST_PER_CONTAINER * images.containers;
        long counted = Math.clamp((long) bytes, LEAST, most);
        return BEST * (counted - LEAST) / (most - LEAST);
    }

    @Override
    public int weight() {
        return 1;
    }
}
