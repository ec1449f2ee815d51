package io.coxswain.node.runtime;

import io.coxswain.node.runtime.RuntimeFault.Sort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds where Docker's overlay2 keeps the layers of an image. */
final class ImageLayers {
    private static final Path MACHINE = Path.of("/proc/1/root");

    private ImageLayers() {}

    static List<Path> read(ObjectNode image) throws IOException {
        JsonNode driver = image.path("GraphDriver");
        String upper = driver.path("Data").path("UpperDir").asString("");
        if (!driver.path("Name").asString("").equals("overlay2") || upper.isEmpty()) {
            throw new RuntimeFault(Sort.REFUSED, "image volumes need an engine that keeps images by overlay2");
        }
        var layers = new ArrayList<Path>();
        layers.add(shortest(Path.of(upper)));
        String lower = driver.path("Data").path("LowerDir").asString("");
        for (String layer : lower.split(":", -1)) {
            if (!layer.isEmpty()) layers.add(shortest(Path.of(layer)));
        }
        return layers;
    }

    /** By the short link that the driver keeps beside each layer: the kernel takes one page of options. */
    private static Path shortest(Path layer) throws IOException {
        Path here = Files.exists(layer) ? layer : Path.of(MACHINE + layer.toString());
        if (!Files.exists(here)) {
            throw new RuntimeFault(Sort.REFUSED, "the engine's directory " + layer + " cannot be seen");
        }
        Path link = here.resolveSibling("link");
        if (!Files.exists(link)) return here;
        Path brief = here.resolve("../../l")
                .normalize()
                .resolve(Files.readString(link).strip());
        return Files.exists(brief) ? brief : here;
    }
}
