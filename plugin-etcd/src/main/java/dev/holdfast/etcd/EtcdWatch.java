package dev.holdfast.etcd;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.ChangeLog.Commit;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's one watch on the store, which feeds the log.
 *
 * <p>It goes on by itself when a stream ends, at the last commit that the log holds: that comes
 * once more, and must be the same. Then the stream follows without a gap, and what the log has
 * already is left out there. Where the log holds none, it goes on after the log's position.
 * Thread-safe.
 */
final class EtcdWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
  private static final long SHORTEST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final EtcdLog log;
  private final ScheduledExecutorService timer;
  private Optional<Stream> current = Optional.empty();
  private long pauseMillis = SHORTEST_PAUSE_MILLIS;
  private boolean closed;

  EtcdWatch(
      EtcdClient client,
      EtcdKeys keys,
      EtcdHistory history,
      EtcdLog log,
      ScheduledExecutorService timer) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.log = log;
    this.timer = timer;
  }

  /** Opens a stream, in the place of the one that there was. */
  synchronized void restart() {
    current.ifPresent(Stream::cancel);
    if (closed) {
      return;
    }
    Stream stream = new Stream(log.last());
    current = Optional.of(stream);
    stream.open();
  }

  private synchronized void ended(Stream stream, String why) {
    if (closed || current.filter(same -> same == stream).isEmpty()) {
      return;
    }
    LOG.debug("the watch ended and is opened anew: {}", why);
    current = Optional.empty();
    stream.cancel();
    long pause = pauseMillis;
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    try {
      var unused = timer.schedule(this::restart, pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the store is being closed", e);
    }
  }

  private synchronized boolean isCurrent(Stream stream) {
    return current.filter(same -> same == stream).isPresent();
  }

  private synchronized void prosper() {
    pauseMillis = SHORTEST_PAUSE_MILLIS;
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.ifPresent(Stream::cancel);
    current = Optional.empty();
  }

  /** One stream, whose messages come one after the other. */
  private final class Stream implements StreamObserver<WatchResponse> {

    private final ChangeAssembler assembler;
    private Optional<Commit> expected;
    private Optional<ClientCall<WatchRequest, WatchResponse>> call = Optional.empty();

    Stream(Optional<Commit> expected) {
      this.expected = expected;
      this.assembler =
          expected
              .map(commit -> ChangeAssembler.again(keys, commit))
              .orElseGet(() -> ChangeAssembler.after(keys, log.position()));
    }

    void open() {
      call = Optional.of(client.watch(assembler.request(), this));
    }

    void cancel() {
      call.ifPresent(open -> open.cancel("the stream is not needed any more", null));
    }

    @Override
    public void onNext(WatchResponse message) {
      if (!isCurrent(this)) {
        return;
      }
      if (message.getHeader().getClusterId() != history.name().clusterId()) {
        history.suspect();
        ended(this, "another cluster answers");
      } else if (message.getCanceled()) {
        canceled(message);
      } else {
        take(message);
      }
    }

    private void canceled(WatchResponse message) {
      if (message.getCompactRevision() > log.position()) {
        log.skipTo(message.getCompactRevision());
      } else if (message.getCompactRevision() > 0) {
        log.compacted(message.getCompactRevision()); // the commit that was to come once more
      }
      ended(this, message.getCancelReason());
    }

    private void take(WatchResponse message) {
      List<Commit> commits;
      try {
        assembler.add(message);
        commits = assembler.takeWhole();
      } catch (ChangeAssembler.Overtaken e) {
        overtaken(e.revision());
        return;
      } catch (StoreException e) {
        LOG.error("the watch met what no store has written: {}", e.description());
        log.skipTo(message.getHeader().getRevision());
        ended(this, e.description());
        return;
      }
      if (expected.isPresent() && assembler.through() > 0 && !goesOn(commits)) {
        return;
      }
      if (assembler.isHistoryPut()) {
        history.suspect();
        ended(this, "the history was given a name");
        return;
      }
      if (assembler.through() > 0) {
        log.append(commits, assembler.through());
        prosper();
      }
    }

    /** Begins anew: etcd says then how far history is gone, if what is missing was never told. */
    private void overtaken(long revision) {
      if (expected.filter(commit -> commit.revision() == revision).isPresent()) {
        log.compacted(revision); // a delete was to come once more, and cannot be known again
      }
      ended(this, "history was compacted ahead of the watch");
    }

    /** Returns whether the stream begins with the commit that it must begin with. */
    private boolean goesOn(List<Commit> commits) {
      Commit wanted = expected.orElseThrow();
      Optional<Commit> first = commits.stream().findFirst();
      if (first.filter(commit -> isSame(commit, wanted)).isPresent()) {
        expected = Optional.empty();
        return true;
      }
      if (first.isPresent() || assembler.through() >= wanted.revision()) {
        lookFor(wanted.revision());
      }
      return false; // or nothing of it has come yet
    }

    private static boolean isSame(Commit one, Commit other) {
      return one.revision() == other.revision() && one.fingerprint().equals(other.fingerprint());
    }

    /** Tells a commit of which a part was compacted away from one that another history has not. */
    private void lookFor(long revision) {
      var unused =
          CompactionProbe.hasPassed(client, keys, revision - 1)
              .handle(
                  (passed, failure) -> {
                    if (failure == null && passed) {
                      log.compacted(revision);
                    } else if (failure == null) {
                      history.suspect();
                    }
                    ended(this, "revision " + revision + " is not what it was");
                    return passed;
                  });
    }

    @Override
    public void onError(Throwable failure) {
      client.noteFailure(failure);
      ended(this, failure.toString());
    }

    @Override
    public void onCompleted() {
      ended(this, "etcd ended it");
    }
  }
}
