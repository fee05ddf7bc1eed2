package dev.holdfast.sql;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.Threads;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A fixed number of threads that read, each with a connection of its own or lent for the read.
 *
 * <p>A read that finds its connection broken is run once more on a new one: it has changed nothing.
 * When the database is away, the reads that wait fail with the one that found it out, so that none
 * waits for as many timeouts as there are reads before it. It counts as away until a read succeeds.
 */
final class SessionPool implements AutoCloseable {

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final SqlErrors errors;
  private final ExecutorService threads;
  private final Set<SqlSession> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile Optional<Away> away = Optional.empty();
  private final ThreadLocal<Optional<SqlSession>> own = ThreadLocal.withInitial(Optional::empty);

  /** When it was found out that the database was away, and how. */
  private record Away(long nanos, SQLException failure) {}

  SessionPool(String name, int size, SqlDialect dialect, SqlStatements statements) {
    this.dialect = dialect;
    this.statements = statements;
    this.errors = new SqlErrors(dialect);
    this.threads = Executors.newFixedThreadPool(size, Threads.named(name));
  }

  /** Runs a read on a connection. */
  <T> CompletableFuture<T> read(Read<T> read) {
    CompletableFuture<T> result = new CompletableFuture<>();
    long asked = System.nanoTime();
    try {
      threads.execute(() -> run(read, asked, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(Refusals.closed());
    }
    return result;
  }

  /** Returns whether the database was there when it was last read; if not, has it tried again. */
  boolean isServing() {
    if (away.isEmpty()) {
      return true;
    }
    if (probing.compareAndSet(false, true)) {
      Futures.whenDone(
          read(session -> session.meta(statements.selectMeta)),
          found -> probing.set(false),
          failure -> probing.set(false));
    }
    return false;
  }

  private <T> void run(Read<T> read, long asked, CompletableFuture<T> result) {
    if (result.isDone()) {
      return;
    }
    Optional<Away> seen = away;
    if (seen.isPresent() && asked - seen.get().nanos() < 0) {
      result.completeExceptionally(errors.notApplied(seen.get().failure()));
      return;
    }
    T value;
    try {
      value = onceMoreIfBroken(read);
    } catch (SQLException e) {
      if (errors.classify(e) == SqlFailure.CONNECTION_LOST) {
        away = Optional.of(new Away(System.nanoTime(), e));
      }
      result.completeExceptionally(errors.notApplied(e));
      return;
    } catch (RuntimeException e) {
      result.completeExceptionally(StoreException.from(e));
      return;
    }
    away = Optional.empty();
    result.complete(value);
  }

  private <T> T onceMoreIfBroken(Read<T> read) throws SQLException {
    try {
      dialect.requireSameDatabase();
      return once(read);
    } catch (SQLException e) {
      boolean none = e instanceof SQLTransientConnectionException; // waited for in vain already
      if (errors.classify(e) != SqlFailure.CONNECTION_LOST || none) {
        throw e;
      }
      discard();
      return once(read);
    }
  }

  private <T> T once(Read<T> read) throws SQLException {
    if (dialect.readerPool() == SqlDialect.ReaderPool.ENGINE) {
      return read.run(session());
    }
    try (SqlSession lent = SqlSession.open(dialect, SqlDialect.Role.READER, statements)) {
      return read.run(lent);
    }
  }

  private SqlSession session() throws SQLException {
    Optional<SqlSession> session = own.get();
    if (session.isEmpty()) {
      session = Optional.of(SqlSession.open(dialect, SqlDialect.Role.READER, statements));
      own.set(session);
      open.add(session.get());
    }
    return session.get();
  }

  private void discard() {
    own.get()
        .ifPresent(
            session -> {
              open.remove(session);
              session.close();
            });
    own.remove();
  }

  @Override
  public void close() {
    threads.shutdown();
    Closing.await(threads);
    open.forEach(SqlSession::close);
  }

  /** A read. */
  @FunctionalInterface
  interface Read<T> {
    T run(SqlSession session) throws SQLException;
  }
}
