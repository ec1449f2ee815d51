package io.coxswain.controlplane.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.catalina.util.ServerInfo;

/** Looks up what Tomcat keeps to itself. All of it is looked up at the start, which fails where a Tomcat lacks it. */
final class TomcatInternals {
    private TomcatInternals() {}

    static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException | RuntimeException absent) {
            throw lacks(absent);
        }
    }

    /** To be thrown as a class is made ready. */
    static ExceptionInInitializerError lacks(Exception absent) {
        return new ExceptionInInitializerError(ServerInfo.getServerInfo()
                + " is not the Tomcat that this version of Coxswain was made for, which needs its internals: "
                + absent);
    }
}
