package dev.holdfast.sql;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.Threads;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A fixed number of threads that read, each with a connection of its own.
 *
 * <p>A read that finds its connection broken is run once more on a new one: it has changed nothing.
 */
final class SessionPool implements AutoCloseable {

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final SqlErrors errors;
  private final ExecutorService threads;
  private final Set<SqlSession> open = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Optional<SqlSession>> own = ThreadLocal.withInitial(Optional::empty);

  SessionPool(String name, int size, SqlDialect dialect, SqlStatements statements) {
    this.dialect = dialect;
    this.statements = statements;
    this.errors = new SqlErrors(dialect);
    this.threads = Executors.newFixedThreadPool(size, Threads.named(name));
  }

  /** Runs a read on a connection. */
  <T> CompletableFuture<T> read(Read<T> read) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> run(read, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(Refusals.closed());
    }
    return result;
  }

  private <T> void run(Read<T> read, CompletableFuture<T> result) {
    if (result.isDone()) {
      return;
    }
    T value;
    try {
      value = onceMoreIfBroken(read);
    } catch (SQLException e) {
      result.completeExceptionally(errors.notApplied(e));
      return;
    } catch (RuntimeException e) {
      result.completeExceptionally(StoreException.from(e));
      return;
    }
    result.complete(value);
  }

  private <T> T onceMoreIfBroken(Read<T> read) throws SQLException {
    try {
      dialect.requireSameDatabase();
      return read.run(session());
    } catch (SQLException e) {
      if (errors.classify(e) != SqlFailure.CONNECTION_LOST) {
        throw e;
      }
      discard();
      return read.run(session());
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
