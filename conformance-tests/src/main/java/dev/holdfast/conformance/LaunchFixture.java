package dev.holdfast.conformance;

import dev.holdfast.runtime.PluginCommand;
import dev.holdfast.runtime.PluginProcess;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens each store by launching a program as a plugin.
 *
 * <p>Where the words of the command and the options say <code>{dir}</code>, each store has a new
 * and empty folder of its own there. What was launched ends with the fixture, and with the process
 * of the suite, however that ends.
 */
final class LaunchFixture implements StoreFixture {

  private static final String FOLDER = TemporaryFolders.PLACEHOLDER;

  private final String backend;
  private final List<String> words;
  private final Map<String, String> options;
  private final TemporaryFolders folders = new TemporaryFolders();
  private final MarkedProcesses all = MarkedProcesses.unused();
  private final Thread onExit = new Thread(this::removeAll, "conformance-launch-exit");
  private Optional<Set<Facility>> facilities = Optional.empty();

  LaunchFixture(String backend, List<String> words, Map<String, String> options) {
    this.backend = backend;
    this.words = List.copyOf(words);
    this.options = Map.copyOf(options);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public String front() {
    return StoreFixtures.LAUNCH;
  }

  @Override
  public synchronized Set<Facility> facilities() {
    Set<Facility> offered = facilities.orElseGet(this::findOut);
    facilities = Optional.of(offered);
    return offered;
  }

  /** What a store declares may depend on how it is configured. */
  private Set<Facility> findOut() {
    try (Store store = open(StoreOptions.none())) {
      StoreInfo info = store.blocking().info();
      Set<Facility> offered =
          StoreFixtures.facilities(
              info, Facility.STORE, Facility.CONFIGURE, Facility.CONNECTION, Facility.LAUNCH);
      if (info.has(Capability.DURABLE) && !hasFolders()) {
        throw new StoreException(
            ErrorReason.BAD_OPTION,
            "the plugin keeps what it holds, so each store of the suite needs a new place: write "
                + FOLDER
                + " into the command, or into an option's value, where the place is named");
      }
      return offered;
    }
  }

  private boolean hasFolders() {
    return Stream.concat(words.stream(), options.values().stream())
        .anyMatch(text -> text.contains(FOLDER));
  }

  @Override
  public boolean isEmpty() {
    try (Store store = open(StoreOptions.none())) {
      return isEmpty(store);
    }
  }

  private static boolean isEmpty(Store store) {
    try {
      return store.blocking().count(CountRequest.of(KeyRange.all())).count() == 0;
    } catch (StoreException e) {
      throw new StoreException(
          e.reason(),
          "Count of everything, by which the suite sees that the store is empty, failed: "
              + e.description(),
          e);
    }
  }

  @Override
  public StoreInfo describe() {
    try (UnconfiguredPlugin plugin = start()) {
      return plugin.store().blocking().info();
    }
  }

  @Override
  public UnconfiguredPlugin start() {
    return newLaunchPlace().launch();
  }

  @Override
  public Store open(StoreOptions asked) {
    return ServedStore.configured(start(), asked);
  }

  @Override
  public StorePlace newPlace() {
    LaunchPlace place = newLaunchPlace();
    return asked -> ServedStore.configured(place.launch(), asked);
  }

  @Override
  public LaunchPlace newLaunchPlace() {
    return new Place(folders.next());
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // the process ends, and what removes everything is at work
    }
    removeAll();
  }

  private void removeAll() {
    all.kill();
    folders.close();
  }

  /** Launches the program with a folder of its own. */
  private final class Place implements LaunchPlace {

    private final String own;
    private final MarkedProcesses processes = all.some();

    Place(String own) {
      this.own = own;
    }

    @Override
    public LaunchedPlugin launch() {
      return new ProcessPlugin(PluginProcess.launch(command()), ownOptions());
    }

    @Override
    public LaunchedPlugin launchAs(String versions) {
      return new ProcessPlugin(PluginProcess.launch(command(), versions), ownOptions());
    }

    private PluginCommand command() {
      return PluginCommand.of(words.stream().map(word -> word.replace(FOLDER, own)).toList())
          .with(MarkedProcesses.VARIABLE, processes.mark());
    }

    @Override
    public Set<Long> processes() {
      return processes.running();
    }

    private Map<String, String> ownOptions() {
      return options.entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, option -> option.getValue().replace(FOLDER, own)));
    }
  }
}
