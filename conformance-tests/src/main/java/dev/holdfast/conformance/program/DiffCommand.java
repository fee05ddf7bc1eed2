package dev.holdfast.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conformance diff}: what two reports differ in. */
@Command(
    name = "diff",
    description = {
      "Tells which cases came to something else in one report than in another.",
      "Exits with 1 if a case fails in the new report that did not in the old one."
    },
    footer = {"  holdfast conformance diff old/mine-launch.json new/mine-launch.json"})
final class DiffCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "<old>", description = "The first report, in JSON.")
  private @Nullable Path old;

  @Parameters(index = "1", paramLabel = "<new>", description = "The second report, in JSON.")
  private @Nullable Path current;

  /** Makes a command; called by picocli. */
  DiffCommand() {}

  @Override
  public Integer call() {
    if (spec == null || old == null || current == null) {
      throw new IllegalStateException("picocli demands both reports");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      return compare(results(old), results(current), out);
    } catch (IOException e) {
      spec.commandLine().getErr().println("the report cannot be read: " + e.getMessage());
      return 2;
    }
  }

  private static int compare(
      Map<String, String> before, Map<String, String> after, PrintWriter out) {
    int worse = 0;
    Map<String, String> all = new TreeMap<>(before);
    after.forEach(all::putIfAbsent);
    for (String number : all.keySet()) {
      String was = before.getOrDefault(number, "missing");
      String is = after.getOrDefault(number, "missing");
      if (!was.equals(is)) {
        out.println("case " + number + ": " + was + " -> " + is);
        worse += is.equals("failed") ? 1 : 0;
      }
    }
    out.flush();
    return worse == 0 ? 0 : 1;
  }

  private static Map<String, String> results(Path file) throws IOException {
    Map<String, String> results = new TreeMap<>();
    for (JsonNode row : MAPPER.readTree(file.toFile()).path("cases")) {
      results.put(row.path("case").asText(), row.path("result").asText());
    }
    if (results.isEmpty()) {
      throw new IOException(file + " holds no cases");
    }
    return results;
  }
}
