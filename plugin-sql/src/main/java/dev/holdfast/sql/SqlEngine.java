package dev.holdfast.sql;

import dev.holdfast.store.CountResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** The engine: readers, a writer, the log with its poller, and the compactor. */
final class SqlEngine implements StoreEngine {

  private final SqlDialect dialect;
  private final SqlConfig config;
  private final SqlStatements statements;
  private final SessionPool readers;
  private final SqlLog log;
  private final LogPoller poller;
  private final LogCutter cutter;
  private final Compactor compactor;
  private final SqlWriter writer;
  private final AtomicReference<Header> seen;

  SqlEngine(SqlDialect dialect, SqlStatements statements, SqlConfig config, SqlMeta meta) {
    String name = "holdfast-" + config.info().name();
    this.dialect = dialect;
    this.config = config;
    this.statements = statements;
    this.readers = new SessionPool(name + "-reader", config.readers(), dialect, statements);
    this.log = new SqlLog(name + "-watch", readers, meta);
    this.poller = new LogPoller(name + "-poller", dialect, statements, log, config.polling());
    this.cutter = new LogCutter(name + "-cutter", dialect, statements);
    this.compactor =
        new Compactor(
            config.info().limits().historyRetention(),
            config.info().limits().outcomeRetention(),
            config.revisionsKept(),
            cutter,
            System.nanoTime());
    this.seen = new AtomicReference<>(meta.header());
    this.writer = new SqlWriter(dialect, statements, config, log, poller, compactor, cutter);
    poller.start();
    cutter.start();
  }

  @Override
  public StoreInfo info() {
    boolean serving = writer.isServing() && poller.isServing() && readers.isServing();
    return config.info().in(serving ? StoreInfo.State.READY : StoreInfo.State.DEGRADED);
  }

  @Override
  public CompletableFuture<Header> current() {
    if (config.polling().isPresent()) {
      return readers.read(session -> session.meta(statements.selectMeta).header());
    }
    return CompletableFuture.completedFuture(latest(log.meta().header()));
  }

  /**
   * Returns the later of a header and the latest that a read has told.
   *
   * <p>A commit is visible in the database an instant before this process publishes it. Who has
   * read it must not be told an earlier revision afterwards.
   */
  private Header latest(Header header) {
    return seen.accumulateAndGet(
        header,
        (known, other) ->
            known.historyId().equals(other.historyId()) && known.revision() > other.revision()
                ? known
                : other);
  }

  @Override
  public CompletableFuture<Page> read(Scan scan) {
    CompletableFuture<Page> page =
        readers.read(session -> new SqlReader(session, config.info().limits()).page(scan));
    return scan.asOf().isPresent()
        ? page
        : Futures.map(
            page,
            read -> {
              latest(read.header());
              return read;
            });
  }

  @Override
  public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
    CompletableFuture<CountResult> count =
        readers.read(
            session -> new SqlReader(session, config.info().limits()).count(interval, asOf));
    return asOf.isPresent()
        ? count
        : Futures.map(
            count,
            counted -> {
              latest(counted.header());
              return counted;
            });
  }

  @Override
  public CompletableFuture<Outcome> commit(Attempt attempt) {
    Work.Commit commit = new Work.Commit(attempt);
    writer.add(commit);
    return commit;
  }

  @Override
  public CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
    Work.Resolve resolve = new Work.Resolve(txn);
    writer.add(resolve);
    return resolve;
  }

  @Override
  public ChangeLog changes() {
    return log;
  }

  @Override
  public Hold hold(Header snapshot) {
    return compactor.hold(snapshot.revision());
  }

  @Override
  public void close() {
    writer.close();
    cutter.close();
    poller.close();
    log.close();
    readers.close();
    dialect.close();
  }
}
