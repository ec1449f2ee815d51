package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Databases of the examples keep what was written to them. */
@ExtendWith(SharedCluster.class)
class DatabasesEndToEnd {
    private static final String NAMESPACE = "databases";

    private final Cluster cluster;
    private final Kubectl kubectl;

    DatabasesEndToEnd(Cluster cluster) {
        this.cluster = cluster;
        this.kubectl = cluster.namespace(NAMESPACE);
    }

    @Test
    void databasesKeepTheirDataOverNewPodsAndARestartOfTheCluster() {
        for (String image : new String[] {"postgres:17", "redis:7"}) {
            assumeThat(cluster.docker("image", "inspect", image).exitCode())
                    .as("no image " + image)
                    .isZero();
        }
        cluster.newNamespace(NAMESPACE);
        for (String example : new String[] {"postgres", "redis"}) {
            kubectl.run("apply", "-f", Cluster.example(example).toString()).succeeds();
        }
        ready();
        sql("create table kept (word text)");
        sql("insert into kept values ('before')");
        redis("set", "kept", "before");

        kubectl.run("delete", "pod", "-l", "app in (postgres, redis)", "--timeout=60s")
                .succeeds();
        ready();
        sql("insert into kept values ('after')");
        cluster.coxswain("stop").succeeds();
        cluster.coxswain("start").succeeds();
        ready();
        assertThat(sql("select word from kept order by 1").lines()).containsExactly("after", "before");
        assertThat(redis("get", "kept")).isEqualTo("before\n");

        kubectl.run("delete", "namespace", NAMESPACE, "--timeout=90s").succeeds();
        assertThat(cluster.containers(NAMESPACE)).isEmpty();
    }

    private void ready() {
        kubectl.run("rollout", "status", "statefulset/postgres", "--timeout=120s")
                .succeeds();
        kubectl.rolledOut("redis");
    }

    private String sql(String statement) {
        String psql = "PGPASSWORD=$POSTGRES_PASSWORD psql -qtA -h 127.0.0.1 -U postgres -c \"" + statement + '"';
        return kubectl.run("exec", "postgres-0", "--", "sh", "-c", psql)
                .succeeds()
                .out();
    }

    private String redis(String command, String... words) {
        var all = new ArrayList<>(List.of("exec", "deployment/redis", "--", "redis-cli", command));
        all.addAll(List.of(words));
        return kubectl.run(all.toArray(String[]::new)).succeeds().out();
    }
}
