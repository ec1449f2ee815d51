package io.coxswain.client;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import org.jspecify.annotations.Nullable;

/** What a call must name, so that a mistake of the caller is {@code BadRequest} over every transport. */
public final class Address {
    private Address() {}

    /** {@code subresource} is empty for the object itself. */
    public static void check(Kind<?> kind, ObjectKey key, String subresource) {
        if (key.name().isEmpty()) throw ApiException.badRequest("an object of " + kind.resource() + " needs a name");
        check(kind, key.namespace());
        if (!subresource.isEmpty() && !kind.hasSubresource(subresource)) {
            throw ApiException.badRequest(kind.resource() + " have no subresource " + subresource);
        }
    }

    /** For an object whose name the server may yet have to make. */
    public static void check(Kind<?> kind, @Nullable String namespace) {
        boolean given = namespace != null && !namespace.isEmpty();
        if (kind.namespaced() && !given) {
            throw ApiException.badRequest("an object of " + kind.resource() + " needs a namespace");
        }
        if (!kind.namespaced() && given) {
            throw ApiException.badRequest(
                    "an object of " + kind.resource() + " is in no namespace, but " + namespace + " is given");
        }
    }
}
