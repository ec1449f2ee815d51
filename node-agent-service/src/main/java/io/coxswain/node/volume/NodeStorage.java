package io.coxswain.node.volume;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What volumes need to know of the node.
 *
 * @param labels of the Node as it is now
 * @param localVolumes holds the directories that are made for claims
 */
public record NodeStorage(String nodeName, Supplier<Map<String, String>> labels, Path localVolumes) {}
