package io.coxswain.local.profile;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;

/**
 * The names of a profile's nodes. The first is the cluster's own name and stays; the others come and go at run time:
 * the command line writes the list, the server process follows it.
 */
public record Nodes(List<String> names) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int MOST = 50;

    public Nodes {
        names = List.copyOf(names);
    }

    /** The first node alone, where nothing else is written down. */
    public static Nodes read(Profile profile) {
        Path file = file(profile);
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(file), Nodes.class);
        } catch (NoSuchFileException _) {
            return new Nodes(List.of(profile.clusterName()));
        } catch (JacksonException e) {
            throw new LocalException(file + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    public void write(Profile profile) {
        Path file = file(profile);
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), ".nodes", ".new");
            Files.write(temporary, Json.MAPPER.writeValueAsBytes(this));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** At least so many, with names that go on from those there are. */
    public Nodes atLeast(int count) {
        Nodes grown = this;
        while (grown.names.size() < count) grown = grown.with(grown.nextName());
        return grown;
    }

    /** The first free name. */
    public String nextName() {
        return IntStream.rangeClosed(2, names.size() + 1)
                .mapToObj(number -> names.getFirst() + "-" + number)
                .filter(name -> !names.contains(name))
                .findFirst()
                .orElseThrow();
    }

    public Nodes with(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new LocalException("node \"" + name
                    + "\": use at most 63 lower case letters, digits and \"-\", with a letter or digit at both ends");
        }
        if (names.contains(name)) throw new LocalException("there is a node " + name + " already");
        if (names.size() >= MOST) throw new LocalException("more than " + MOST + " nodes on one machine are refused");
        var more = new ArrayList<>(names);
        more.add(name);
        return new Nodes(more);
    }

    public Nodes without(String name) {
        if (!names.contains(name)) {
            throw new LocalException("there is no node " + name + "; there are " + String.join(", ", names));
        }
        if (name.equals(names.getFirst())) {
            throw new LocalException("the first node goes with its cluster only: coxswain delete");
        }
        return new Nodes(names.stream().filter(other -> !other.equals(name)).toList());
    }

    /** Where the agent of a node keeps volumes and checkpoints. */
    public static Path stateDirectory(Profile profile, String name) {
        return name.equals(profile.clusterName())
                ? profile.state().resolve("node")
                : profile.state().resolve("nodes").resolve(name);
    }

    private static Path file(Profile profile) {
        return profile.data().resolve("nodes.json");
    }
}
