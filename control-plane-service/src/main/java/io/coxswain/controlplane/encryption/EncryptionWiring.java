package io.coxswain.controlplane.encryption;

import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.store.Store;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.flywaydb.core.api.output.MigrateResult;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Encryption at rest. */
@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = EncryptionWiring.class)
public class EncryptionWiring {
    private static final String KEY_FILE = "secrets.key";

    /** Where the key file lies, and which resources are sealed. */
    public record Settings(Path pkiDirectory, Set<String> resources) {}

    @Bean
    KeyRing keyRing(
            EntityManagerFactory entities, MigrateResult after, Settings settings, SecureRandom random, Clock clock) {
        return KeyRing.open(entities, settings.pkiDirectory().resolve(KEY_FILE), random, clock);
    }

    @Bean
    SealedBodies sealedBodies(KeyRing ring, Settings settings) {
        return new SealedBodies(ring, settings.resources());
    }

    @Bean
    KeyRotation keyRotation(KeyRing ring, SealedBodies bodies, Store store) {
        return new KeyRotation(ring, bodies, store);
    }

    @Bean
    KeyRotationPath keyRotationPath(KeyRotation rotation, Authorizers authorizers) {
        return new KeyRotationPath(rotation, authorizers);
    }
}
