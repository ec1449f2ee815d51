package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.client.Api;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.TestClock;
import io.coxswain.model.Kinds;
import io.coxswain.status.Reason;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The contract of the API, in the process and over HTTPS, and what only the wire has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiContractTest {
    private TestControlPlane controlPlane;
    private final Map<String, WireApi> clients = new HashMap<>();

    /** Takes the place of the clock, so that a minute passes when the test says so. */
    @Configuration(proxyBeanMethods = false)
    static class Clock {
        @Bean
        TestClock clock() {
            return new TestClock();
        }
    }

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.start(Map.of(
                "coxswain.control-plane.controllers",
                false,
                "spring.main.sources",
                Clock.class.getName(),
                "spring.main.allow-bean-definition-overriding",
                true));
    }

    @AfterAll
    void stop() {
        clients.values().forEach(WireApi::close);
        controlPlane.close();
    }

    private WireApi wire(String user, String... groups) {
        return clients.computeIfAbsent(
                user, absent -> WireApi.of(Kubeconfig.read(controlPlane.kubeconfig(user, groups)), "contract"));
    }

    private void expire(String revision) {
        try (var connection = controlPlane.context().getBean(DataSource.class).getConnection();
                var update = connection.prepareStatement("update store_meta set horizon = ? where id = 1")) {
            update.setLong(1, Long.parseLong(revision));
            update.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Nested
    class InProcess extends ApiContract {
        @Override
        Api api() {
            InProcessApis apis = controlPlane.context().getBean(InProcessApis.class);
            User admin = new User("admin", List.of(User.MASTERS, User.AUTHENTICATED));
            return new InProcessApi(admin, apis.authorizers(), apis.resources(), apis.decoder(), apis.patches());
        }

        @Override
        Api api(String user) {
            return controlPlane.api(user);
        }

        @Override
        void expire(String revision) {
            ApiContractTest.this.expire(revision);
        }
    }

    @Nested
    class Wire extends ApiContract {
        @Override
        Api api() {
            return wire("admin", User.MASTERS);
        }

        @Override
        Api api(String user) {
            return wire(user);
        }

        @Override
        void expire(String revision) {
            ApiContractTest.this.expire(revision);
        }

        @Test
        void learnsFromBookmarksHowFarTheStreamIs() throws InterruptedException {
            ListOptions here = ListOptions.in(namespace());
            String start = api().list(Kinds.CONFIG_MAP, here).resourceVersion();
            WatchEvent bookmark;
            try (Watch watch = api().watch(Kinds.CONFIG_MAP, here.after(start))) {
                api().create(Kinds.CONFIG_MAP, configMap("a"));
                take(watch, 1);
                controlPlane.context().getBean(TestClock.class).advance(Duration.ofMinutes(2));
                var second = api().create(Kinds.CONFIG_MAP, configMap("b"));
                assertThat(take(watch, 1)).containsExactly(new WatchEvent(WatchEvent.Type.ADDED, second));
                bookmark = watch.next(Duration.ofSeconds(20)).orElseThrow();
                assertThat(bookmark.type()).isEqualTo(WatchEvent.Type.BOOKMARK);
                assertThat(revision(bookmark.object())).isGreaterThanOrEqualTo(revision(second));
            }
            var third = api().create(Kinds.CONFIG_MAP, configMap("c"));
            String reached = Long.toString(revision(bookmark.object()));
            try (Watch watch = api().watch(Kinds.CONFIG_MAP, here.after(reached))) {
                assertThat(take(watch, 1)).containsExactly(new WatchEvent(WatchEvent.Type.ADDED, third));
            }
        }

        @Test
        void isUnavailableWithoutItsServerAndOnceItIsClosed() throws InterruptedException {
            Kubeconfig config = Kubeconfig.read(controlPlane.kubeconfig());
            try (var lost = new WireApi(
                    URI.create("https://127.0.0.1:1"), config.identity().sslContext(), "contract")) {
                failure(Reason.ServiceUnavailable, () -> lost.get(Kinds.CONFIG_MAP, key("a")));
                failure(Reason.ServiceUnavailable, () -> lost.watch(Kinds.CONFIG_MAP, ListOptions.everything()));
            }
            WireApi closing = WireApi.of(config, "contract");
            String start =
                    closing.list(Kinds.CONFIG_MAP, ListOptions.everything()).resourceVersion();
            try (Watch watch =
                    closing.watch(Kinds.CONFIG_MAP, ListOptions.in(namespace()).after(start))) {
                assertThat(watch.next(Duration.ZERO)).isEqualTo(Optional.empty());
                closing.close();
                failure(Reason.ServiceUnavailable, () -> watch.next(Duration.ofSeconds(20)));
                failure(Reason.ServiceUnavailable, () -> watch.next(Duration.ZERO));
            }
            failure(Reason.ServiceUnavailable, () -> closing.get(Kinds.CONFIG_MAP, key("a")));
        }
    }
}
