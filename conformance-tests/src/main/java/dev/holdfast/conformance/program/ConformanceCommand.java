package dev.holdfast.conformance.program;

import dev.holdfast.conformance.CaseNumber;
import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.Size;
import dev.holdfast.conformance.Specification;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code conformance}: runs the suite on any store, and tells which rules it breaks. */
@Command(
    name = "conformance",
    subcommands = DiffCommand.class,
    description = {
      "Tells whether a store keeps the Store contract, and which rules it breaks.",
      "{dir} in the command, in the configuration or in the URL stands for a new and empty folder,"
          + " another for each store that the suite opens.",
      "Exits with 0 if every case passed, or fails as is known; with 1 if another failed; with 2 if"
          + " the suite could not be run."
    },
    footer = {
      "  holdfast conformance --launch ./my-plugin",
      "  holdfast conformance --launch './my-plugin --data {dir}' --report reports",
      "  holdfast conformance --attach unix:/run/plugin.sock --case 64 --seed 7",
      "  holdfast conformance --store sqlite:{dir}/store.db"
    })
public final class ConformanceCommand implements Callable<Integer> {

  private static final int COULD_NOT_RUN = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  private Target target = new Target();

  @Option(
      names = "--config",
      paramLabel = "<file>",
      description = "The plugin's options, as lines of option=value.")
  private @Nullable Path config;

  @Option(
      names = "--name",
      paramLabel = "<name>",
      description = "The store's name in reports; by default the program's or the scheme.")
  private @Nullable String name;

  @Option(
      names = "--case",
      paramLabel = "<number>",
      split = ",",
      description = "Run these cases only, such as 10-24,75a.")
  private final List<String> cases = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "<number>",
      description = "The seed of every case; by default each takes another.")
  private @Nullable Long seed;

  @Option(
      names = "--size",
      paramLabel = "<size>",
      converter = SizeConverter.class,
      description = "How large the numbers are: small, standard or long. Default: standard.")
  private Size size = Size.STANDARD;

  @Option(
      names = "--budget",
      paramLabel = "<duration>",
      description = "Begin no case after this time, such as 90s or 10m.")
  private @Nullable String budget;

  @Option(
      names = "--report",
      paramLabel = "<folder>",
      description = "Write the report there, as JSON, JUnit XML, Markdown and HTML.")
  private @Nullable Path report;

  @Option(
      names = "--known-failures",
      paramLabel = "<file>",
      description = "Cases that are known to fail, as lines of number: reason.")
  private @Nullable Path known;

  @Option(
      names = "--not-empty",
      description = "Use a store although it is not empty; the suite leaves what it finds.")
  private boolean notEmpty;

  @Option(
      names = ShellBackend.STOP,
      paramLabel = "<command>",
      description = "Kills the database beneath the store, for the cases of its faults.")
  private @Nullable String stopBackend;

  @Option(
      names = ShellBackend.START,
      paramLabel = "<command>",
      description = "Starts the database again, and returns once it is there.")
  private @Nullable String startBackend;

  @Option(
      names = ShellBackend.LIMIT,
      paramLabel = "<duration>",
      description =
          "Longest time for each of these commands, such as 90s or 10m; one that takes longer is"
              + " killed, and ends the run. Default: 2m.")
  private String hookTimeout = "2m";

  /** Makes a command; called by picocli. */
  public ConformanceCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec().commandLine().getOut();
    try (StoreFixture fixture = target.fixture(Optional.ofNullable(name), config, backend())) {
      if (!fixture.isEmpty() && !notEmpty) {
        throw new Unusable(
            "the store is not empty; give the suite an empty one, or say --not-empty, and then it"
                + " leaves what it finds");
      }
      Run run =
          new Run(fixture, settings(), KnownFailures.read(Optional.ofNullable(known)), deadline());
      return run.report(out, Optional.ofNullable(report));
    } catch (Unusable | StoreException | IOException e) {
      out.flush();
      spec().commandLine().getErr().println("the suite could not be run: " + e.getMessage());
      return COULD_NOT_RUN;
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli gives the command its description");
    }
    return spec;
  }

  private Optional<ShellBackend> backend() {
    if ((stopBackend == null) != (startBackend == null)) {
      throw new Unusable("give both --stop-backend and --start-backend, or neither");
    }
    return stopBackend == null || startBackend == null
        ? Optional.empty()
        : Optional.of(
            new ShellBackend(
                stopBackend, startBackend, hookLimit(), spec().commandLine().getErr()));
  }

  private Duration hookLimit() {
    Duration limit = duration(hookTimeout);
    if (limit.isNegative() || limit.isZero()) {
      throw new Unusable(ShellBackend.LIMIT + " is not above zero: " + hookTimeout);
    }
    return limit;
  }

  private Settings settings() {
    Set<CaseNumber> only;
    try {
      only = cases.stream().flatMap(ConformanceCommand::named).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    }
    return new Settings(
        size,
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        only,
        PATIENCE,
        Optional.ofNullable(report),
        Settings.Histories.FAILED);
  }

  /** Returns the cases that a word of the option names: one, or all from one to another. */
  private static Stream<CaseNumber> named(String word) {
    int dash = word.indexOf('-');
    if (dash < 0) {
      return Stream.of(existing(word));
    }
    CaseNumber first = existing(word.substring(0, dash));
    CaseNumber last = existing(word.substring(dash + 1));
    if (last.compareTo(first) < 0) {
      throw new IllegalArgumentException("'" + word + "' ends before it begins");
    }
    return Specification.cases().keySet().stream()
        .filter(one -> one.compareTo(first) >= 0 && one.compareTo(last) <= 0);
  }

  private static CaseNumber existing(String word) {
    CaseNumber number = CaseNumber.parse(word);
    if (!Specification.cases().containsKey(number)) {
      throw new IllegalArgumentException("there is no case " + number);
    }
    return number;
  }

  private Optional<Duration> deadline() {
    return Optional.ofNullable(budget).map(ConformanceCommand::duration);
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      throw new Unusable("'" + text + "' is no duration, such as 90s or 10m");
    }
  }

  private static final class SizeConverter implements ITypeConverter<Size> {
    @Override
    public Size convert(String text) {
      return switch (text) {
        case "small" -> Size.SMALL;
        case "standard" -> Size.STANDARD;
        case "long" -> Size.LONG;
        default ->
            throw new TypeConversionException("'" + text + "' is not small, standard or long");
      };
    }
  }
}
