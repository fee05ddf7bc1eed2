package dev.holdfast.conformance.mutant;

import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.LaunchPlace;
import dev.holdfast.conformance.LaunchedPlugin;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.OptimisticStore;
import dev.holdfast.store.engine.StoreEngine;
import dev.holdfast.store.memory.MemoryStoreProvider;
import io.grpc.ClientInterceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Stores in memory with a journal, in processes that are only played: when one is killed, the next
 * makes its state from what the journal held.
 *
 * @param name its name in the specification
 * @param recovery what the next process finds of the changes that the journal was given
 */
record ProcessMutant(String name, Function<Journal, List<List<Mutation>>> recovery)
    implements FaultyStore {

  /** Processes that lose nothing. */
  static ProcessMutant sound() {
    return new ProcessMutant("sound", Journal::whole);
  }

  /** M28: the state is written, but not which revision it is. */
  static ProcessMutant restarted() {
    return new ProcessMutant("M28", Journal::stateAlone);
  }

  /** M29: the last changes are acknowledged before they are written. */
  static ProcessMutant unwritten() {
    return new ProcessMutant("M29", Journal::withoutItsEnd);
  }

  /** M40: of a transaction that is being written when the process is killed, half is there. */
  static ProcessMutant halved() {
    return new ProcessMutant("M40", Journal::withHalfATransaction);
  }

  @Override
  public String front() {
    return "launch";
  }

  @Override
  public Set<Facility> facilities() {
    return Set.of(Facility.STORE, Facility.LAUNCH);
  }

  @Override
  public StoreInfo describe() {
    try (Store store = open(StoreOptions.none())) {
      return store.blocking().info().in(StoreInfo.State.UNCONFIGURED);
    }
  }

  @Override
  public Store open(StoreOptions options) {
    LaunchedPlugin plugin = newLaunchPlace().launch();
    plugin.configure(options);
    return plugin.store();
  }

  @Override
  public LaunchPlace newLaunchPlace() {
    Journal journal = new Journal();
    String history = TxnId.random().value();
    return new LaunchPlace() {
      @Override
      public LaunchedPlugin launch() {
        return new Played(journal, history);
      }

      @Override
      public LaunchedPlugin launchAs(String versions) {
        throw new UnsupportedOperationException("a process that is only played has no versions");
      }

      @Override
      public Set<Long> processes() {
        return Set.of();
      }
    };
  }

  /** A process that is only played. */
  private final class Played implements LaunchedPlugin {

    private final Journal journal;
    private final String history;
    private Optional<Store> store = Optional.empty();
    private boolean alive = true;

    Played(Journal journal, String history) {
      this.journal = journal;
      this.history = history;
    }

    @Override
    public void configure(StoreOptions options) {
      StoreEngine engine =
          Journal.replay(recovery.apply(journal), MemoryStoreProvider.engine(options, history));
      StoreEngine durable = new Described(engine, info -> Described.with(info, Capability.DURABLE));
      store = Optional.of(new OptimisticStore(journal.of(durable)));
    }

    @Override
    public Store store() {
      return store.orElseThrow();
    }

    @Override
    public void kill() {
      close();
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public void close() {
      alive = false;
      store.ifPresent(Store::close);
    }

    @Override
    public Store storeThrough(ClientInterceptor connection) {
      throw played();
    }

    @Override
    public Store storeWithin(Duration deadline) {
      throw played();
    }

    @Override
    public boolean isServing() {
      return alive && store.isPresent();
    }

    @Override
    public HealthWatch watchHealth() {
      throw played();
    }

    @Override
    public void pause() {
      throw played();
    }

    @Override
    public void goOn() {
      throw played();
    }

    @Override
    public void closeInput() {
      throw played();
    }

    @Override
    public void awaitEnd(Duration within) {
      throw played();
    }

    @Override
    public List<Path> socketFiles() {
      throw played();
    }

    private UnsupportedOperationException played() {
      return new UnsupportedOperationException("the process is only played");
    }
  }
}
