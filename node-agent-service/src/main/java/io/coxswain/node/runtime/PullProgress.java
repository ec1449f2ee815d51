package io.coxswain.node.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.PullResponseItem;
import io.coxswain.node.runtime.RuntimeFault.Sort;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows a pull to its end. An engine tells a failure as an answer, or in the middle of the progress. */
final class PullProgress implements ResultCallback<PullResponseItem> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Closeable stream;
    private volatile @Nullable RuntimeFault failure;

    @Override
    public void onStart(Closeable started) {
        stream = started;
    }

    @Override
    public void onNext(PullResponseItem item) {
        var detail = item.getErrorDetail();
        if (detail != null) failure = new RuntimeFault(Sort.REFUSED, String.valueOf(detail.getMessage()));
    }

    @Override
    public void onError(Throwable thrown) {
        // Closing the stream after the end makes an error of its own, which nobody wants to know.
        if (ended.getCount() == 0) return;
        failure = thrown instanceof DockerException refused
                ? EngineFaults.of(refused)
                : new RuntimeFault(Sort.REFUSED, String.valueOf(thrown.getMessage()), thrown);
        ended.countDown();
    }

    @Override
    public void onComplete() {
        ended.countDown();
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    void throwFailure() {
        RuntimeFault known = failure;
        if (known != null) throw known;
    }

    @Override
    public void close() {
        ended.countDown();
        Closeable open = stream;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException ignored) {
            // The pull is over or abandoned: either way its stream is of no more use.
        }
    }
}
