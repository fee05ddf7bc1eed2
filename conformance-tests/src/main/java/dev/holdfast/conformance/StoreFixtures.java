package dev.holdfast.conformance;

import dev.holdfast.runtime.RemoteStoreProvider;
import dev.holdfast.runtime.StorePlugin;
import dev.holdfast.store.Capability;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.StoreUrl;
import dev.holdfast.store.Stores;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The fixtures of stores that are written in Java. */
public final class StoreFixtures {

  /** The front of a store that is called as a Java object. */
  public static final String IN_PROCESS = "in-process";

  /** The front of a store that is served on a Unix socket by the suite's own process. */
  public static final String SOCKET = "socket";

  /** The front of a store that is a plugin with a process of its own. */
  public static final String LAUNCH = "launch";

  /** The front of a plugin that runs already. */
  public static final String ATTACH = "attach";

  private static final Set<String> REMOTE = Set.of("unix", "dns");

  private StoreFixtures() {}

  /**
   * Returns a supplier of paths in a folder where nothing is yet, for stores that are files.
   *
   * @param folder the folder
   */
  public static Supplier<String> filesIn(Path folder) {
    AtomicInteger files = new AtomicInteger();
    return () -> folder.resolve("store-" + files.incrementAndGet()).toString();
  }

  /** Returns what a front offers, and what comes with what its stores declare. */
  static Set<Facility> facilities(StoreInfo info, Facility... always) {
    Set<Facility> offered = EnumSet.copyOf(List.of(always));
    if (info.has(Capability.SHARED)) {
      offered.add(Facility.SHARE);
    }
    if (info.has(Capability.DURABLE)) {
      offered.add(Facility.REOPEN);
    }
    return offered;
  }

  /** Returns the fixture of the in-memory store, in process. */
  public static StoreFixture memory() {
    return inProcess("memory", new MemoryStoreProvider(), () -> "");
  }

  /** Returns the fixture of the in-memory store, over a socket. */
  public static StoreFixture memoryOverSocket() {
    return overSocket("memory", new MemoryStoreProvider(), () -> "");
  }

  /**
   * Returns the fixture of a store that is served on a Unix socket, and called through it.
   *
   * @param backend the backend's name, for the report
   * @param provider opens the stores, when they are configured over the socket
   * @param location returns a location where nothing is yet, each time another
   */
  public static StoreFixture overSocket(
      String backend, StoreProvider provider, Supplier<String> location) {
    return new SocketFixture(backend, provider, location);
  }

  /**
   * Returns the fixture of a store that a provider opens in process.
   *
   * @param backend the backend's name, for the report
   * @param provider opens the stores
   * @param location returns a location where nothing is yet, each time another
   */
  public static StoreFixture inProcess(
      String backend, StoreProvider provider, Supplier<String> location) {
    return inProcess(backend, provider, location, Map.of());
  }

  /**
   * Returns the fixture of a store that a provider opens in process with options of its own.
   *
   * @param backend the backend's name, for the report, where it tells these options from others
   * @param provider opens the stores
   * @param location returns a location where nothing is yet, each time another
   * @param options what every store is opened with besides what a case asks for
   */
  public static StoreFixture inProcess(
      String backend,
      StoreProvider provider,
      Supplier<String> location,
      Map<String, String> options) {
    return new InProcessFixture(backend, provider, location, options, () -> {});
  }

  /**
   * Returns the fixture of a program that is launched as a plugin, once for each store.
   *
   * <p>Where the words and the options say <code>{dir}</code>, each store has a new and empty
   * folder of its own there.
   *
   * @param backend the backend's name, for the report
   * @param words the program and its arguments
   * @param options what every store is configured with besides what a case asks for
   */
  public static StoreFixture launched(
      String backend, List<String> words, Map<String, String> options) {
    return new LaunchFixture(backend, words, options);
  }

  /**
   * Returns the fixture of a plugin that serves stores of the class path, launched as a program.
   *
   * @param backend the backend's name, for the report
   * @param url the store, in which <code>{dir}</code> stands for a folder of its own
   */
  public static StoreFixture launchedUrl(String backend, String url) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    return launched(
        backend,
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            classes,
            StorePlugin.class.getName(),
            url),
        Map.of());
  }

  /**
   * Returns a fixture whose database can be stopped and started, for the cases of its faults.
   *
   * @param fixture opens the stores on that database; it is closed with the one that is returned
   * @param database stops and starts it, and is closed likewise
   */
  public static StoreFixture withBackend(StoreFixture fixture, BackendControl database) {
    return new HookedFixture(fixture, database);
  }

  /**
   * Returns the fixture of the store at a URL.
   *
   * <p>Where the location says <code>{dir}</code>, each store is another, in a new and empty
   * folder; so is each store in memory. Otherwise all cases have the one store that is there.
   *
   * @param backend the backend's name, for the report
   * @param url the store
   */
  public static StoreFixture at(String backend, String url) {
    StoreUrl parsed = StoreUrl.parse(url);
    boolean remote = REMOTE.contains(parsed.scheme());
    if (!remote && parsed.location().contains(TemporaryFolders.PLACEHOLDER)) {
      TemporaryFolders folders = new TemporaryFolders();
      return new InProcessFixture(
          backend,
          Stores.provider(parsed.scheme()),
          () -> parsed.location().replace(TemporaryFolders.PLACEHOLDER, folders.next()),
          parsed.options(),
          folders::close);
    }
    if (parsed.scheme().equals("memory")) {
      return inProcess(backend, new MemoryStoreProvider(), () -> "", parsed.options());
    }
    return remote
        ? new SingleStoreFixture(
            backend,
            ATTACH,
            RemoteStoreProvider.openUnguarded(parsed.location(), StoreOptions.of(parsed.options())))
        : new SingleStoreFixture(backend, IN_PROCESS, Stores.open(url));
  }
}
