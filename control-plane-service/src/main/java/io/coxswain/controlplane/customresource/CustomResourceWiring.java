package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.openapi.CustomSchemas;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.controlplane.table.Tables;
import io.coxswain.model.KindCatalog;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What serves custom resources: each registry learns of the kinds that definitions add. */
@Configuration(proxyBeanMethods = false)
public class CustomResourceWiring {
    @Bean(initMethod = "start", destroyMethod = "close")
    CustomKinds customKinds(
            Store store,
            KindCatalog catalog,
            Strategies strategies,
            ObjectDecoder decoder,
            FieldOwnership ownership,
            Schemas schemas) {
        CustomKinds kinds = new CustomKinds(store, catalog);
        strategies.extendWith(new CustomStrategies(kinds)::of);
        decoder.extendWith(new CustomForms(kinds, schemas));
        ownership.extendWith(kind -> kinds.find(kind).flatMap(custom -> Optional.ofNullable(custom.schema())));
        return kinds;
    }

    @Bean
    CustomSchemas customSchemas(CustomKinds kinds) {
        return new PublishedSchemas(kinds);
    }

    @Bean
    Tables tables(Clock clock, CustomKinds kinds) {
        return new Tables(clock, kind -> kinds.find(kind).map(custom -> new CustomColumns(custom.columns())));
    }
}
