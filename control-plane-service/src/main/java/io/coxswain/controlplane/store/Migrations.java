package io.coxswain.controlplane.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/** Where the tables come from. The history table has a name of its own, so that other schemas may lie beside. */
public final class Migrations {
    public static final String LOCATION = "classpath:io/coxswain/controlplane/migration";
    public static final String HISTORY_TABLE = "control_plane_schema_history";

    private Migrations() {}

    public static MigrateResult apply(DataSource database) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .locations(LOCATION)
                .table(HISTORY_TABLE)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
