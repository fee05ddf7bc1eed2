package dev.holdfast.conformance;

import dev.holdfast.store.Capability;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreProvider;
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
    return new InProcessFixture(backend, provider, location, options);
  }
}
