package io.coxswain.node.runtime;

/**
 * Who pulls from a registry.
 *
 * @param identityToken in the place of user name and password, or empty
 */
public record RegistryLogin(String registry, String username, String password, String identityToken) {
    @Override
    public String toString() {
        return username + " at " + registry;
    }
}
