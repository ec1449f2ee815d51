package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Tomcat that lacks what the server needs of it ends the start, and says so. */
class TomcatInternalsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.coyote.http2.StreamProcessor",
                "org.apache.coyote.http2.StreamStateMachine$State",
                "org.apache.coyote.http2.Stream$StreamOutputBuffer"
            })
    void aTomcatThatLacksSomethingFailsTheStart(String part) {
        assertThatThrownBy(() -> new Lacking(part)
                        .loadClass(ApiValve.class.getName())
                        .getConstructor(Clock.class)
                        .newInstance(Clock.systemUTC()))
                .rootCause()
                .isInstanceOf(ExceptionInInitializerError.class)
                .hasMessageContaining("is not the Tomcat that this version of Coxswain was made for")
                .hasMessageContaining(part);
    }

    /** Has the classes under test once more, which do not find one of Tomcat's. */
    private static final class Lacking extends ClassLoader {
        private static final String OURS = ApiValve.class.getPackageName() + ".";

        private final String absent;

        Lacking(String absent) {
            super(ApiValve.class.getClassLoader());
            this.absent = absent;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(absent)) throw new ClassNotFoundException(name);
            if (!name.startsWith(OURS)) return super.loadClass(name, resolve);
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = ApiValve.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                if (in == null) throw new ClassNotFoundException(name);
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
