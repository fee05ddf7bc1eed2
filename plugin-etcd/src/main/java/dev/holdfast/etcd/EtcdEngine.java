package dev.holdfast.etcd;

import dev.holdfast.etcd.EtcdConfig.Compaction;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import dev.holdfast.store.engine.Threads;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The engine: etcd judges commits itself, by the compares of one transaction each. */
final class EtcdEngine implements StoreEngine {

  private static final long OPEN_SECONDS = 15;

  private final EtcdConfig config;
  private final EtcdClient client;
  private final EtcdReader reader;
  private final EtcdWriter writer;
  private final EtcdLog log;
  private final EtcdWatch watch;
  private final Optional<EtcdCompactor> compactor;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Threads.named("holdfast-etcd-pulse"));

  private EtcdEngine(
      EtcdConfig config, EtcdClient client, EtcdKeys keys, EtcdHistory history, long position) {
    this.config = config;
    this.client = client;
    this.reader = new EtcdReader(client, keys, history, config.info().limits());
    this.writer = new EtcdWriter(client, keys, history, config.info().limits());
    this.log = new EtcdLog(client, keys, history, position);
    this.watch = new EtcdWatch(client, keys, history, log, timer);
    this.compactor =
        config.compaction() == Compaction.OPERATOR
            ? Optional.empty()
            : Optional.of(
                new EtcdCompactor(
                    client,
                    history,
                    log,
                    config.info().limits().historyRetention(),
                    config.revisionsKept()));
    log.whenBegun(watch::restart);
    new EtcdPulse(client, keys, history, reader, log, watch).start(timer);
    compactor.ifPresent(cutting -> cutting.start(timer));
  }

  /**
   * Opens the store of a prefix, and enters its history.
   *
   * @throws StoreException if the cluster is away, or refuses us
   */
  static EtcdEngine open(EtcdConfig config) {
    EtcdKeys keys = new EtcdKeys(config.prefix());
    EtcdHistory history = new EtcdHistory();
    EtcdClient client = new EtcdClient(config, history);
    try {
      long position =
          new HistoryKeeper(client, keys, history).enter().get(OPEN_SECONDS, TimeUnit.SECONDS);
      return new EtcdEngine(config, client, keys, history, position);
    } catch (ExecutionException e) {
      client.close();
      throw named(config, StoreException.from(e));
    } catch (TimeoutException e) {
      client.close();
      throw named(
          config,
          new StoreException(
              ErrorReason.NOT_APPLIED,
              "no answer within " + OPEN_SECONDS + " s; are they up, and have they a leader?",
              e));
    } catch (InterruptedException e) {
      client.close();
      Thread.currentThread().interrupt();
      throw new StoreException(ErrorReason.CANCELLED, "interrupted while the store was opened", e);
    }
  }

  private static StoreException named(EtcdConfig config, StoreException failure) {
    return new StoreException(
        failure.reason(),
        "etcd at " + config.endpoints() + ": " + failure.description(),
        failure.metadata(),
        failure);
  }

  @Override
  public StoreInfo info() {
    return config.info().in(client.isAway() ? StoreInfo.State.DEGRADED : StoreInfo.State.READY);
  }

  @Override
  public CompletableFuture<Header> current() {
    return reader.current();
  }

  @Override
  public CompletableFuture<Page> read(Scan scan) {
    return reader.page(scan);
  }

  @Override
  public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
    return reader.count(interval, asOf);
  }

  @Override
  public CompletableFuture<Outcome> commit(Attempt attempt) {
    return writer.commit(attempt);
  }

  @Override
  public CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
    return writer.resolve(txn);
  }

  @Override
  public ChangeLog changes() {
    log.prepare();
    return log;
  }

  @Override
  public Hold hold(Header snapshot) {
    return compactor
        .map(cutting -> cutting.hold(snapshot.revision()))
        .orElse(() -> {}); // what the operator cuts cannot be held
  }

  @Override
  public void close() {
    timer.shutdownNow();
    watch.close();
    writer.close();
    log.close();
    client.close();
  }
}
