package io.coxswain.controlplane.history;

import jakarta.persistence.EntityManagerFactory;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The read model. */
@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = HistoryWiring.class)
public class HistoryWiring {
    @Bean
    ObjectHistory objectHistory(EntityManagerFactory entities) {
        return new ObjectHistory(entities);
    }

    @Bean
    ObjectsEndpoint objectsEndpoint(ObjectHistory history) {
        return new ObjectsEndpoint(history);
    }
}
