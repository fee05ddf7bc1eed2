package dev.holdfast.runtime;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.engine.Threads;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a plugin that is launched, and launched again when it dies.
 *
 * <p>While there is no plugin, calls fail with {@link ErrorReason#NOT_APPLIED}. A commit whose
 * answer was lost is asked about again, as is a write with a request id; both are idempotent.
 * Watches go on after the last revision that they told. Thread-safe.
 */
final class LaunchedStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(LaunchedStore.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  /** A plugin that has served this long was not dying when it was launched. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PluginCommand command;
  private final StoreOptions options;
  private final ScheduledExecutorService restarts =
      Executors.newSingleThreadScheduledExecutor(Threads.named("holdfast-plugin-restart"));

  /** Complete while a plugin serves; replaced when it dies. */
  private volatile CompletableFuture<Serving> serving = new CompletableFuture<>();

  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long servingSince;
  private boolean closed;

  private LaunchedStore(PluginCommand command, StoreOptions options) {
    this.command = command;
    this.options = options;
  }

  /** Launches a plugin and configures it. */
  static LaunchedStore open(PluginCommand command, StoreOptions options) {
    LaunchedStore store = new LaunchedStore(command, options);
    try {
      store.launch();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void launch() {
    Serving plugin = launchOnce();
    boolean taken;
    synchronized (this) {
      servingSince = System.nanoTime();
      taken = !closed && serving.complete(plugin);
    }
    if (!taken) {
      plugin.process().close();
      return;
    }
    var unused = plugin.process().onExit().thenRun(() -> lost(plugin));
  }

  private Serving launchOnce() {
    PluginProcess process = PluginProcess.launch(command);
    try {
      return new Serving(process, RemoteStoreProvider.prepare(process.store(), options));
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private synchronized void lost(Serving plugin) {
    if (closed || !serving.isDone() || serving.join().process() != plugin.process()) {
      return; // noted before
    }
    if (System.nanoTime() - servingSince > STABLE_NANOS) {
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    serving = new CompletableFuture<>();
    LOG.warn(
        "the plugin {} has ended with status {}; it is launched again in {} ms",
        command.program(),
        plugin.process().onExit().join().exitValue(),
        pauseMillis);
    restarts.execute(plugin.process()::close);
    launchLater();
  }

  private synchronized void launchLater() {
    if (!closed) {
      var unused = restarts.schedule(this::relaunch, pauseMillis, TimeUnit.MILLISECONDS);
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }
  }

  private void relaunch() {
    try {
      launch();
      LOG.info("the plugin {} serves again", command.program());
    } catch (StoreException e) {
      LOG.warn("the plugin {} could not be launched again: {}", command.program(), e.getMessage());
      launchLater();
    } catch (RuntimeException e) {
      LOG.error("launching the plugin {} again failed", command.program(), e);
      launchLater();
    }
  }

  /** Returns the plugin that serves, or the next that will. */
  CompletableFuture<Serving> serving() {
    CompletableFuture<Serving> now = serving;
    if (now.isDone() && !now.isCompletedExceptionally() && !now.join().process().isAlive()) {
      lost(now.join()); // whoever learns of it first
    }
    return serving.copy();
  }

  /** Returns the plugin that serves now, if one does. */
  Optional<Serving> current() {
    CompletableFuture<Serving> now = serving;
    return now.isDone() && !now.isCompletedExceptionally()
        ? Optional.of(now.join()).filter(plugin -> plugin.process().isAlive())
        : Optional.empty();
  }

  StoreException away() {
    return new StoreException(
        ErrorReason.NOT_APPLIED,
        "the plugin " + command.program() + " is not running; it is being launched again");
  }

  private <T> CompletableFuture<T> call(Function<Store, CompletableFuture<T>> verb) {
    return current()
        .map(plugin -> verb.apply(plugin.store()))
        .orElseGet(() -> CompletableFuture.failedFuture(away()));
  }

  private <T> CompletableFuture<T> settle(Function<Store, CompletableFuture<T>> verb) {
    return new Settlement<>(this, verb).begin();
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return call(Store::info);
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return request.requestId().isPresent()
        ? settle(store -> store.put(request))
        : call(store -> store.put(request));
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return call(store -> store.get(request));
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return request.requestId().isPresent()
        ? settle(store -> store.delete(request))
        : call(store -> store.delete(request));
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return call(store -> store.count(request));
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return call(store -> store.begin(request));
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return settle(store -> store.commit(request));
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return call(store -> store.abort(txn));
  }

  @Override
  public Watch watch(WatchRequest request) {
    return new LaunchedWatch(this, request);
  }

  @Override
  public void close() {
    CompletableFuture<Serving> last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = serving;
    }
    restarts.shutdownNow();
    boolean none =
        last.completeExceptionally(
            new StoreException(ErrorReason.CANCELLED, "the store was closed"));
    if (!none && !last.isCompletedExceptionally()) {
      last.join().process().close();
    }
  }
}
