package io.coxswain.node.runtime;

import com.github.dockerjava.api.exception.DockerException;
import io.coxswain.json.Json;
import io.coxswain.node.runtime.RuntimeFault.Sort;
import tools.jackson.core.JacksonException;

/** Reads the engine's error answers. */
final class EngineFaults {
    private EngineFaults() {}

    static RuntimeFault of(DockerException failure) {
        String text = String.valueOf(failure.getMessage());
        int json = text.indexOf('{');
        RuntimeFault plain = of(failure.getHttpStatus(), json < 0 ? text : text.substring(json));
        return new RuntimeFault(sort(failure.getHttpStatus()), plain.reason(), failure);
    }

    static RuntimeFault of(int status, String body) {
        return new RuntimeFault(sort(status), message(body));
    }

    private static Sort sort(int status) {
        return switch (status) {
            case 404 -> Sort.NOT_FOUND;
            case 409 -> Sort.CONFLICT;
            default -> Sort.REFUSED;
        };
    }

    private static String message(String body) {
        try {
            return Json.parseObject(body).path("message").asString(body).strip();
        } catch (JacksonException | IllegalArgumentException notJson) {
            return body.strip();
        }
    }
}
