package dev.holdfast.conformance;

import dev.holdfast.conformance.history.Call;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.conformance.history.History;
import dev.holdfast.conformance.history.RecordingStore;
import dev.holdfast.conformance.history.ReplayChecker;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * One run of a case: a store whose calls are recorded, keys that are the case's own, randomness
 * from its seed, and clients.
 *
 * <p>Keys of the case begin with {@link #prefix}, which is fresh, so nothing of them is there at
 * first. In a store of the case's own it is empty. Thread-safe.
 */
public final class Trial {

  private static final int MOST_OUTSTANDING = 1_000;

  private final Bench bench;
  private final Store store;
  private final RecordingStore recording;
  private final StoreInfo info;
  private final Bytes prefix;
  private final Size size;
  private final AtomicInteger values = new AtomicInteger();

  Trial(Bench bench, Store store, Bytes prefix) {
    this(bench, store, prefix, bench.settings().size());
  }

  private Trial(Bench bench, Store store, Bytes prefix, Size size) {
    this.bench = bench;
    this.store = store;
    this.size = size;
    this.recording = new RecordingStore(store, bench.settings().patience());
    this.info = BlockingStore.await(store.info());
    this.prefix = prefix;
    bench.add(this);
  }

  /** Returns the store, each of whose calls waits for its answer. */
  public BlockingStore store() {
    return recording.blocking();
  }

  /** Returns the store, whose calls answer futures. */
  public Store async() {
    return recording;
  }

  /** Returns what the store tells of itself. */
  public StoreInfo info() {
    return info;
  }

  /** Returns the store's limits. */
  public Limits limits() {
    return info.limits();
  }

  /**
   * Returns whether the store declares a capability.
   *
   * @param capability the capability
   */
  public boolean has(Capability capability) {
    return info.has(capability);
  }

  /** Returns what opens further stores. */
  public StoreFixture fixture() {
    return bench.fixture();
  }

  /** Returns what every key of the case begins with. */
  public Bytes prefix() {
    return prefix;
  }

  /**
   * Returns a key of the case.
   *
   * @param name what follows the prefix
   */
  public Bytes key(String name) {
    return key(Bytes.utf8(name));
  }

  /**
   * Returns a key of the case.
   *
   * @param name what follows the prefix
   */
  public Bytes key(Bytes name) {
    return prefix.concat(name);
  }

  /** Returns the range of all keys of the case. */
  public KeyRange all() {
    return KeyRange.prefix(prefix);
  }

  /**
   * Returns the range of some keys of the case.
   *
   * @param name what follows the prefix
   */
  public KeyRange under(String name) {
    return KeyRange.prefix(key(name));
  }

  /** Returns a value that no other put of the case has. */
  public Bytes value() {
    return Bytes.utf8("v" + values.incrementAndGet());
  }

  /**
   * Puts a key in a commit of its own, and returns the put's revision.
   *
   * @param key the key
   * @param value the value
   */
  public long put(Bytes key, Bytes value) {
    return store().put(key, value).modRevision().orElse(0);
  }

  /**
   * Reads a key.
   *
   * @param key the key
   */
  public Optional<KeyValue> get(Bytes key) {
    return store().get(GetRequest.of(key)).entries().stream().findFirst();
  }

  /**
   * Reads a key that must be there.
   *
   * @param key the key
   */
  public KeyValue entry(Bytes key) {
    return get(key)
        .orElseThrow(() -> new Failure("expected: key " + key + " is there\n  came:     no entry"));
  }

  /**
   * Reads a range to its end, by as many pages as it takes.
   *
   * @param range what to read
   */
  public List<KeyValue> scan(KeyRange range) {
    return scan(GetRequest.of(range));
  }

  /**
   * Reads what a request asks for to its end, by as many pages as it takes.
   *
   * @param first the request for the first page
   */
  public List<KeyValue> scan(GetRequest first) {
    List<KeyValue> entries = new ArrayList<>();
    GetRequest request = first;
    while (true) {
      GetResult page = store().get(request);
      entries.addAll(page.entries());
      if (!page.more()) {
        return entries;
      }
      Expect.that(!page.entries().isEmpty(), "a page that says more holds an entry", page);
      request = request.startingAfter(entries.get(entries.size() - 1).key());
    }
  }

  /** Returns the store's revision. */
  public long revision() {
    return store().get(GetRequest.of(key("revision"))).header().revision();
  }

  /** Returns the randomness of the case's own thread. */
  public RandomGenerator random() {
    return bench.random();
  }

  /**
   * Returns random bytes, which no compression makes shorter.
   *
   * @param size how many
   */
  public Bytes noise(int size) {
    byte[] bytes = new byte[size];
    random().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /**
   * Returns a number that fits the size of the run.
   *
   * @param small for trying out
   * @param standard for a build
   * @param large for a long run
   */
  public int size(int small, int standard, int large) {
    return switch (size) {
      case SMALL -> small;
      case STANDARD -> standard;
      case LONG -> large;
    };
  }

  /** Returns the longest wait for one answer. */
  public Duration patience() {
    return bench.settings().patience();
  }

  /**
   * Notes something measured, for the report.
   *
   * @param text the measure, with its unit
   */
  public void note(String text) {
    bench.note(text);
  }

  /**
   * Opens a store of the case's own.
   *
   * @param options its options; those that a store does not know are ignored, but for those that
   *     every store knows
   */
  public Trial fresh(Map<String, String> options) {
    return new Trial(bench, bench.open(options), Bytes.empty());
  }

  /**
   * Opens two stores on one backend of the case's own, as two processes have them.
   *
   * <p>The calls of the trial that is returned are spread over both; those of a transaction all go
   * where it was begun. Its numbers are a size smaller than those of this one.
   */
  public Trial freshPair() {
    Size smaller = size == Size.LONG ? Size.STANDARD : Size.SMALL;
    StorePlace place = fixture().newPlace();
    Store pair = new SpreadStore(List.of(bench.openAt(place), bench.openAt(place)));
    return new Trial(bench, pair, Bytes.empty(), smaller);
  }

  /**
   * Opens a store of the case's own on what is at a place.
   *
   * @param place the place
   */
  public Trial openedAt(StorePlace place) {
    return new Trial(bench, bench.openAt(place), Bytes.empty());
  }

  /**
   * Returns a trial on a store that the case closes.
   *
   * @param own the store
   */
  public Trial over(Store own) {
    return new Trial(bench, own, Bytes.empty());
  }

  /**
   * Closes something when the case ends.
   *
   * @param resource what is closed, and returned
   * @param <T> the kind of resource
   */
  public <T extends AutoCloseable> T closeLater(T resource) {
    bench.closeLater(resource);
    return resource;
  }

  /** Closes the store, before the case ends. */
  public void close() {
    store.close();
  }

  /**
   * Watches, drawing messages as fast as they come; the watch ends with the case.
   *
   * @param request what to watch
   */
  public Watcher watch(WatchRequest request) {
    Watcher watcher =
        new Watcher(recording.watch(request), Describe.watch(request), patience(), bench.pool());
    bench.closeLater(watcher);
    return watcher;
  }

  /**
   * Watches from now on, and returns once the watch is established.
   *
   * @param ranges what to watch
   */
  public Watcher watchNow(KeyRange... ranges) {
    Watcher watcher = watch(WatchRequest.now(ranges));
    watcher.created();
    return watcher;
  }

  /**
   * Makes many calls without waiting for one before making the next, as far as the store's queue
   * allows, and returns their answers in order.
   *
   * @param count how many
   * @param call makes the call of a number
   * @param <T> the kind of answer
   */
  public <T> List<T> pipeline(int count, IntFunction<CompletableFuture<T>> call) {
    return Bench.pipeline(Math.min(MOST_OUTSTANDING, limits().maxQueuedWrites()), count, call);
  }

  /**
   * Runs clients at once and waits for all of them.
   *
   * @param count how many
   * @param client what each does
   */
  public void clients(int count, Client client) {
    bench.clients(count, client);
  }

  /**
   * Starts clients that repeat a step, with a short pause after each, until they are stopped.
   *
   * @param count how many
   * @param pause how long each pauses after a step
   * @param step what each repeats
   */
  public Load load(int count, Duration pause, Client step) {
    return bench.load(count, pause, step);
  }

  /**
   * Waits until something holds.
   *
   * @param what what is waited for
   * @param within longest wait
   * @param condition the condition
   */
  public void until(String what, Duration within, BooleanSupplier condition) {
    bench.until(what, within, condition);
  }

  /**
   * Lets time pass.
   *
   * @param time how long
   */
  public void pass(Duration time) {
    bench.pass(time);
  }

  /** Returns what was recorded so far. */
  public History history() {
    return recording.history(
        prefix,
        has(Capability.FALSE_CONFLICTS)
            ? History.Conflicts.FALSE_ALLOWED
            : History.Conflicts.TRUE_ONLY);
  }

  /** Replays what was recorded so far, and fails with what the replay finds broken. */
  public void checkHistory() {
    Expect.kept(ReplayChecker.check(history()));
  }

  List<Call> lastCalls(int most) {
    return recording.last(most);
  }

  int operations() {
    return recording.operations();
  }
}
