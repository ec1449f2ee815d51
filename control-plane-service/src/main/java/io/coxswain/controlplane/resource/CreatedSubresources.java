package io.coxswain.controlplane.resource;

import io.coxswain.model.Kind;
import java.util.List;
import java.util.Optional;

/** The registry of subresources that take what is posted. */
public record CreatedSubresources(List<CreatedSubresource> all) {
    public CreatedSubresources {
        all = List.copyOf(all);
    }

    public Optional<CreatedSubresource> find(Kind<?> kind, String subresource) {
        return all.stream()
                .filter(one -> one.kind().equals(kind) && one.subresource().equals(subresource))
                .findFirst();
    }
}
