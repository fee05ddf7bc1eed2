package dev.holdfast.etcd;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Futures;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every so often whether the log has come as far as the cluster, whether the watch is alive,
 * and whether the history is still the same.
 *
 * <p>A watch tells nothing of revisions that did not touch the store. So where the cluster is ahead
 * of the log and somebody reads the log, a key is put that the watch is on: its event comes after
 * all that came before, in the one stream. etcd's own notes of progress are not used, since in many
 * of its versions they overtake events.
 */
final class EtcdPulse {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdPulse.class);
  private static final long READ_MILLIS = 200;
  private static final int QUIET_BEATS = 5;
  private static final long DEAF_NANOS = Duration.ofSeconds(3).toNanos();

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final EtcdReader reader;
  private final EtcdLog log;
  private final EtcdWatch watch;
  private final HistoryKeeper keeper;
  private final AtomicBoolean beating = new AtomicBoolean();
  private long beats;
  private volatile long positionBefore = -1;
  private volatile OptionalLong awaited = OptionalLong.empty();
  private volatile long awaitedNanos;

  EtcdPulse(
      EtcdClient client,
      EtcdKeys keys,
      EtcdHistory history,
      EtcdReader reader,
      EtcdLog log,
      EtcdWatch watch) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.reader = reader;
    this.log = log;
    this.watch = watch;
    this.keeper = new HistoryKeeper(client, keys, history);
  }

  void start(ScheduledExecutorService timer) {
    var unused =
        timer.scheduleWithFixedDelay(this::beat, READ_MILLIS, READ_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    beats++;
    if (!beating.compareAndSet(false, true)) {
      return;
    }
    try {
      lookAround();
    } catch (RuntimeException e) {
      LOG.error("the look at the cluster met what it should not have", e); // and goes on
      over();
    }
  }

  private void lookAround() {
    long position = log.position();
    boolean still = position == positionBefore;
    positionBefore = position;
    if (history.isSuspected()) {
      renew();
    } else if (log.isRead() && still) {
      look();
    } else if (beats % QUIET_BEATS == 0) {
      Futures.whenDone(reader.current(), known -> over(), failure -> over());
    } else {
      over();
    }
  }

  private void over() {
    beating.set(false);
  }

  private void renew() {
    Futures.whenDone(
        keeper.enter(),
        revision -> {
          LOG.warn(
              "the cluster was restored or replaced; its history is now {}", history.name().id());
          log.changeHistory(revision);
          awaited = OptionalLong.empty();
          if (log.isBegun()) {
            watch.restart();
          }
          over();
        },
        failure -> over());
  }

  private void look() {
    Futures.whenDone(
        reader.current(),
        known -> {
          if (known.revision() > log.position()) {
            catchUp();
          } else {
            awaited = OptionalLong.empty();
            over();
          }
        },
        this::missed);
  }

  /** Has an event made that shows how far the watch has come, or gives the stream up. */
  private void catchUp() {
    long now = System.nanoTime();
    if (awaited.isPresent() && log.position() < awaited.getAsLong()) {
      if (now - awaitedNanos > DEAF_NANOS) {
        LOG.debug("the watch is deaf to revision {}", awaited.getAsLong());
        awaited = OptionalLong.empty();
        watch.restart();
      }
      over();
      return;
    }
    Futures.whenDone(
        client.txn(HistoryKeeper.progress(keys)),
        answer -> {
          awaited = OptionalLong.of(answer.getHeader().getRevision());
          awaitedNanos = now;
          over();
        },
        this::missed);
  }

  private void missed(StoreException failure) {
    LOG.debug("the cluster was not seen", failure);
    over();
  }
}
