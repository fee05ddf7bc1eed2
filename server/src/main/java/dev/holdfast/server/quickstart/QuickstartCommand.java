package dev.holdfast.server.quickstart;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.server.cli.Program;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Texts;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast quickstart}. */
@Command(
    name = "quickstart",
    description = {
      "Shows what Holdfast does, in some seconds: two servers on one fresh store, a fleet"
          + " of entries and nodes, look-ups from memory, a change that travels from one server to"
          + " the other, and a conflict that is refused.",
      "Every command is shown before it runs, and the store stays for you to go on with."
    },
    footer = {
      "  holdfast quickstart",
      "  holdfast quickstart --data /tmp/try",
      "  holdfast quickstart --store etcd:127.0.0.1:2379/try"
    })
public final class QuickstartCommand implements Runnable {

  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String ENTRY = "eu-west-1.payments.checkout.api";
  private static final String PARENT = "spiffe://acme.example/cluster/eu-west-1/pool/gpu";

  private final Context context;
  private final Narrator narrator;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder for the store; it must be empty. Default: a new one in /tmp.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = "Any store that servers can share; it must be empty. Default: SQLite.")
  private Optional<String> store = Optional.empty();

  @Option(
      names = "--examples",
      paramLabel = "DIR",
      description = "The folder with the fleet's files. Default: examples/fleet of the source.")
  private Optional<Path> examples = Optional.empty();

  /**
   * Makes the command.
   *
   * @param context what surrounds the run
   * @param program runs the commands that are shown
   */
  public QuickstartCommand(Context context, Program program) {
    this.context = context;
    this.narrator = new Narrator(context, program);
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    Fleet fleet = Fleet.in(examples.orElseGet(QuickstartCommand::shipped));
    store.ifPresent(QuickstartCommand::requireEmpty);
    Path folder = folder();
    String url = store.orElseGet(() -> Defaults.storeUrl(folder) + "?shared=true");
    narrator.say("1. Two servers start on one fresh store, each in a process of its own");
    try (ServerProcess a = serve("a", folder, url);
        ServerProcess b = serve("b", folder, url)) {
      a.awaitReady();
      b.awaitReady();
      narrator.say("  both ready " + Texts.elapsed(System.nanoTime() - start) + " later");
      load(fleet, a.endpoint());
      look(b.endpoint());
      change(a.endpoint(), b.endpoint());
      conflict(url);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("interrupted", e);
    }
    narrator.title("Done in " + Texts.elapsed(System.nanoTime() - start) + ".");
    goOn(folder, url);
  }

  private ServerProcess serve(String name, Path folder, String url) {
    Endpoint endpoint = new Endpoint.UnixSocket(folder.resolve(name + ".sock"));
    String[] command = {"serve", "--store", url, "--listen", endpoint.toString()};
    narrator.show(command);
    return ServerProcess.start(name, folder, endpoint, List.of(command));
  }

  private void load(Fleet fleet, Endpoint server) {
    narrator.title("2. Server a is given a fleet: bundles, attested nodes, registration entries");
    narrator.export(Defaults.SERVER_VARIABLE, server.toString());
    for (Path bundle : fleet.bundles()) {
      String trustDomain = Fleet.trustDomain(bundle);
      narrator.runQuietly(
          "bundle", "set", "--trust-domain", trustDomain, "--format", "spiffe", bundle.toString());
    }
    narrator.run("node", "create", "--data", fleet.nodes().toString());
    narrator.run("entry", "create", "--data", fleet.entries().toString());
  }

  private void look(Endpoint server) {
    narrator.title("3. Server b has it all in memory, to be looked up by selector or by parent");
    narrator.export(Defaults.SERVER_VARIABLE, server.toString());
    narrator.run("status");
    narrator.run(
        "entry",
        "list",
        "--consistency",
        "cached",
        "--selector",
        "k8s:sa:checkout",
        "--selector",
        "k8s:container-name:canary");
    narrator.run("entry", "list", "--consistency", "cached", "--parent-id", PARENT);
  }

  private void change(Endpoint from, Endpoint to) {
    narrator.title("4. An entry is changed on server a; server b is watched meanwhile");
    narrator.say("  " + Travel.of(ENTRY, from, to, context).tell());
    narrator.run("entry", "list", "--consistency", "cached", "--hint", Travel.HINT);
  }

  private void conflict(String url) {
    narrator.title(
        "5. Ann and Bob are on call. Two transactions: each sees both, and takes one off");
    try (Store store = Stores.open(url)) {
      OnCall.Outcome outcome = OnCall.run(store);
      narrator.say("  Ann's was committed at revision " + outcome.committed());
      narrator.say("  Bob's was refused: " + outcome.refusal());
      narrator.say("  on call: " + outcome.left());
    }
  }

  private void goOn(Path folder, String url) {
    narrator.say("The store is " + (store.isPresent() ? url : "in " + folder) + ". Go on with it:");
    narrator.say("");
    narrator.say("  export " + Defaults.DATA_VARIABLE + "=" + folder);
    if (store.isPresent()) {
      narrator.say("  export " + Defaults.STORE_VARIABLE + "='" + url + "'");
    }
    narrator.say("  " + Narrator.typed("serve") + " &");
    narrator.say("  " + Narrator.typed("entry", "list", "--federates-with", "partner.example"));
    narrator.say("  " + Narrator.typed("entry", "show", ENTRY, "--output", "json"));
    narrator.say("  " + Narrator.typed("watch", "--records") + " &");
    narrator.say("  " + Narrator.typed("entry", "update", ENTRY, "--hint", "primary"));
    narrator.say("  " + Narrator.typed("--help"));
  }

  private static void requireEmpty(String url) {
    try (Store opened = Stores.open(url)) {
      if (opened.blocking().count(CountRequest.of(KeyRange.all())).count() > 0) {
        throw CommandException.usage(
            url + " is not empty, and the quickstart begins afresh; name another store");
      }
    }
  }

  /** Returns the folder with the files that come with the program, as it is seen from here. */
  private static Path shipped() {
    Path here = Path.of("").toAbsolutePath();
    Path there = Path.of(System.getProperty("holdfast.home", "")).toAbsolutePath();
    Path home = there.startsWith(here) ? here.relativize(there) : there;
    return home.resolve(Path.of("examples", "fleet"));
  }

  private Path folder() {
    try {
      return data.isPresent() ? empty(data.get()) : fresh();
    } catch (IOException e) {
      throw CommandException.failed(
          "cannot make the folder " + data.orElse(TEMPORARY) + ": " + e, e);
    }
  }

  private static Path empty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw CommandException.usage(
            folder + " is not empty, and the quickstart begins afresh; name another folder");
      }
    }
    return folder.toAbsolutePath().normalize();
  }

  /** Makes a folder with a name that is short enough to be typed. */
  private static Path fresh() throws IOException {
    for (int number = 1; ; number++) {
      Path folder = TEMPORARY.resolve("holdfast-" + number);
      if (Files.notExists(folder)) {
        try {
          return Files.createDirectory(folder, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
          // Somebody else was faster: the next number.
        }
      }
    }
  }
}
