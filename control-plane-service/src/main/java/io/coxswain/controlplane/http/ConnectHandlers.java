package io.coxswain.controlplane.http;

import io.coxswain.model.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The registry of subresources that are streams. */
public final class ConnectHandlers {
    private final Map<String, ConnectHandler> byResource;

    public ConnectHandlers(List<ConnectHandler> handlers) {
        byResource =
                handlers.stream().collect(Collectors.toUnmodifiableMap(ConnectHandler::resource, Function.identity()));
    }

    boolean serves(Kind<?> kind, String subresource) {
        return find(kind, subresource) != null;
    }

    boolean takesPaths(Kind<?> kind, String subresource) {
        ConnectHandler handler = find(kind, subresource);
        return handler != null && handler.takesPaths();
    }

    @Nullable ConnectHandler find(Kind<?> kind, String subresource) {
        return byResource.get(kind.plural() + "/" + subresource);
    }
}
