package io.coxswain.controlplane.conformance;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.node.ObjectNode;

/** The conformance tests that put one kind through all that the API can do with its objects. */
class ObjectLivesTest {
    private static TestControlPlane controlPlane;
    private static Wire api;
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        api = Wire.admin(controlPlane);
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
        controlPlane.close();
    }

    /** Side by side: each waits a second for its watch to end. */
    @TestFactory
    Stream<DynamicTest> lives() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (ObjectNode row : rows()) {
            var life = new ObjectLife(api, row);
            Future<?> lived = THREADS.submit(life::live);
            tests.add(dynamicTest(String.join("; ", life.titles()), lived::get));
        }
        return tests.stream();
    }

    private static List<ObjectNode> rows() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        try (var in = Objects.requireNonNull(ObjectLivesTest.class.getResourceAsStream("/conformance/lives.yaml"))) {
            for (Object row : new Yaml().loadAll(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                rows.add(Json.tree(row));
            }
        }
        return rows;
    }
}
