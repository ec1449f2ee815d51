package io.coxswain.local.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands one started cluster to all test classes and deletes it after the last. */
final class SharedCluster implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedCluster.class))
                .computeIfAbsent(
                        "cluster",
                        _ -> {
                            try {
                                return Cluster.start(
                                        "verify-" + ProcessHandle.current().pid());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        Cluster.class);
    }
}
