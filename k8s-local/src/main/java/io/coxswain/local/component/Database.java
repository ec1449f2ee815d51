package io.coxswain.local.component;

import io.coxswain.controlplane.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded PostgreSQL; one that dies is started again at once, on the same address. */
final class Database implements Component {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public Running start(Environment environment) throws IOException, InterruptedException, java.sql.SQLException {
        Path programs = environment.profile().databasePrograms();
        Path data = environment.profile().database();
        EmbeddedPostgres postgres = EmbeddedPostgres.start(programs, data);
        postgres.createDatabase("coxswain");
        environment.databaseStarted(
                new Environment.DatabaseLocation(postgres.url("coxswain"), postgres.username(), postgres.password()));
        Guard guard = new Guard(programs, data, postgres);
        Thread.ofVirtual().name("postgres-guard").start(guard);
        return guard::close;
    }

    /** Keeps a server running until it is closed. */
    private static final class Guard implements Runnable {
        private final Path programs;
        private final Path data;
        private final AtomicReference<EmbeddedPostgres> server;
        private final CountDownLatch closing = new CountDownLatch(1);

        Guard(Path programs, Path data, EmbeddedPostgres server) {
            this.programs = programs;
            this.data = data;
            this.server = new AtomicReference<>(server);
        }

        @Override
        public void run() {
            try {
                do {
                    awaitEnd();
                } while (startedAgain());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void awaitEnd() throws InterruptedException {
            Optional<ProcessHandle> process = ProcessHandle.of(server.get().pid());
            try {
                if (process.isPresent()) process.get().onExit().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        /** False once the server is no longer wanted. */
        private boolean startedAgain() throws InterruptedException {
            boolean unwanted = closing.getCount() == 0;
            while (!unwanted) {
                log.warn("PostgreSQL ended by itself or was killed; starting it again");
                try {
                    server.set(EmbeddedPostgres.start(programs, data));
                    return true;
                } catch (IOException e) {
                    log.error("PostgreSQL does not start; trying again in {} s", RETRY_AFTER.toSeconds(), e);
                    unwanted = closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            return false;
        }

        void close() throws IOException {
            closing.countDown();
            server.get().close();
        }
    }
}
