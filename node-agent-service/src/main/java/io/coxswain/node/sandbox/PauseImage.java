package io.coxswain.node.sandbox;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import io.coxswain.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image of sandboxes and holders, made of {@link PauseProgram} and imported into the engine when absent. It holds
 * one file and has neither a shell nor a search path.
 */
public final class PauseImage {
    /** Raised with every change of the program or the image's settings. */
    public static final String REFERENCE = "coxswain/pause:1";

    private final DockerClient docker;

    public PauseImage(DockerClient docker) {
        this.docker = docker;
    }

    /** The reference of the image, which is there when this returns. Also brings it back after a prune. */
    public String ensure() {
        try {
            docker.inspectImageCmd(REFERENCE).exec();
        } catch (NotFoundException absent) {
            docker.loadImageCmd(archive(program(docker.versionCmd().exec().getArch())))
                    .exec();
        }
        return REFERENCE;
    }

    static PauseProgram program(String architecture) {
        return Arrays.stream(PauseProgram.values())
                .filter(program -> program.architecture().equals(architecture))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the Docker Engine runs on " + architecture + "; known are amd64, arm64"));
    }

    /** The image in the format of {@code docker save}. */
    static InputStream archive(PauseProgram program) {
        byte[] layer = tar(Map.of("pause", program.file()));
        byte[] config = Json.bytes(config(program, sha256(layer)));
        String configName = sha256(config) + ".json";
        var manifest = Json.MAPPER.createArrayNode();
        ObjectNode image = manifest.addObject();
        image.put("Config", configName);
        image.putArray("RepoTags").add(REFERENCE);
        image.putArray("Layers").add("layer.tar");
        return new ByteArrayInputStream(
                tar(Map.of(configName, config, "layer.tar", layer, "manifest.json", Json.bytes(manifest))));
    }

    private static ObjectNode config(PauseProgram program, String layerDigest) {
        ObjectNode config = Json.object();
        config.put("architecture", program.architecture()).put("os", "linux").put("created", "1970-01-01T00:00:00Z");
        ObjectNode defaults = config.putObject("config");
        defaults.putArray("Entrypoint").add("/pause");
        defaults.putObject("Labels").put("io.coxswain.role", "pause");
        ObjectNode rootfs = config.putObject("rootfs");
        rootfs.put("type", "layers").putArray("diff_ids").add("sha256:" + layerDigest);
        config.putArray("history").addObject().put("created_by", "coxswain");
        return config;
    }

    private static byte[] tar(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            for (var file : files.entrySet()) {
                var header = new TarArchiveEntry(file.getKey());
                header.setMode(0755);
                header.setModTime(0);
                header.setSize(file.getValue().length);
                tar.putArchiveEntry(header);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
