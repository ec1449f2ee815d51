package io.coxswain.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A line to PostgreSQL that can stall, by keeping back bytes in both directions, or break. */
public final class DatabaseLine implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stalled;
    private volatile boolean broken;

    /** @param url JDBC's, of the database at the other end */
    public DatabaseLine(String url) {
        target = URI.create(url.substring("jdbc:".length())).getPort();
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The same database through this line. */
    public String url(String direct) {
        return direct.replace(":" + target + "/", ":" + server.getLocalPort() + "/");
    }

    public void stall(boolean whether) {
        lock.lock();
        try {
            stalled = whether;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** While it is broken, connections end at once. */
    public void breakOff(boolean whether) {
        broken = whether;
        if (whether) closeSockets();
    }

    private void closeSockets() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (broken) {
                    client.close();
                    continue;
                }
                Socket database = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(database);
                Thread.ofVirtual().start(() -> copy(client, database));
                Thread.ofVirtual().start(() -> copy(database, client));
            }
        } catch (IOException closed) {
            close();
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
                passThrough();
                to.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException closed) {
            // the other direction ends with its socket
        }
    }

    private void passThrough() {
        lock.lock();
        try {
            while (stalled) changed.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        stall(false);
        try {
            server.close();
            closeSockets();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
