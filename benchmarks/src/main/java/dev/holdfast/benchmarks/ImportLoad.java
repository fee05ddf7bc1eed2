package dev.holdfast.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.grpc.RemoteDataStore;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.server.Main;
import dev.holdfast.server.entry.EntryView;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What {@code holdfast entry create --data FILE} takes, from its start to its end, against a server
 * of an empty SQLite store.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Measures the import of a file of entries by 'holdfast entry create --data'.")
public final class ImportLoad implements Callable<Integer> {

  private static final double SECONDS_FOR_A_MILLION = 180;

  /** Those that the start script gives to commands. */
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  @Mixin private final Scale scale = new Scale();

  @Option(
      names = "--database",
      description =
          "sqlite, postgresql, mysql, mariadb or etcd, which is started. Default: sqlite.")
  private String scheme = "sqlite";

  @Option(
      names = "--heap",
      description = "The serving process's heap, as -Xmx has it. Default: 3g.")
  private String heap = "3g";

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "import"));
    Fleet fleet = FleetWorld.fleet(scale.fleet());
    Path file = folder.resolve("entries.json");
    write(fleet, file);
    double megabytes = Files.size(file) / 1e6;
    try (Backend backend = Backend.start(scheme, folder);
        ServingProcess server =
            ServingProcess.ofDataStore(backend.url(), folder.resolve("server.sock"), heap);
        RpcChannel channel = RpcChannel.to(server.endpoint(), Optional.empty());
        DataStore dataStore = RemoteDataStore.on(channel)) {
      fleet.bundles().forEach(dataStore.bundles()::create);
      double seconds = create(file, server);
      long found = dataStore.entries().count(EntryFilter.all());
      if (found != scale.entries()) {
        throw new IllegalStateException(found + " entries were created of " + scale.entries());
      }
      Results.tell(
          "import-" + scheme,
          List.of(
              Figure.of(
                      String.format(
                          Locale.ROOT,
                          "import of %,d entries (%,.0f MB of JSON) into %s",
                          scale.entries(),
                          megabytes,
                          scheme),
                      seconds,
                      "s")
                  .with(Goal.atMost(scale.share(SECONDS_FOR_A_MILLION))),
              Figure.of("processor time of the server", server.cpu().toMillis() / 1e3, "s")));
    }
    return 0;
  }

  /** Writes the entries of a fleet as {@code entry list --output json} does. */
  static void write(Fleet fleet, Path file) throws IOException {
    EntryView view = new EntryView();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart(view.plural());
      for (int number = 0; number < fleet.size().entries(); number++) {
        json.writeStartObject();
        view.writeFields(fleet.entry(number), json);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static double create(Path file, ServingProcess server)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        Loads.process(
                Main.class,
                OPTIONS,
                List.of(
                    "entry",
                    "create",
                    "--data",
                    file.toString(),
                    "--server",
                    server.endpoint().toString()))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the import has failed, as it said");
    }
    return (System.nanoTime() - begun) / 1e9;
  }
}
