package dev.holdfast.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.conformance.cases.Cases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a run came to.
 *
 * @param backend the backend's name
 * @param front how it was reached
 * @param size how large the numbers were
 * @param level the level that it reached
 * @param cases the cases, by number
 */
public record Report(
    String backend, String front, Size size, String level, List<CaseResult> cases) {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final Map<CaseNumber, List<String>> RULES =
      Cases.all().stream()
          .collect(Collectors.toMap(ConformanceCase::number, ConformanceCase::contract));

  /** Copies the cases. */
  public Report {
    cases = List.copyOf(cases);
  }

  /**
   * Returns how many cases came to something.
   *
   * @param result what
   */
  public long count(Result result) {
    return cases.stream().filter(row -> row.result() == result).count();
  }

  /** Returns the cases of the specification that have no row. */
  public Set<CaseNumber> missing() {
    Set<CaseNumber> missing = new TreeSet<>(Specification.cases().keySet());
    cases.forEach(row -> missing.remove(row.number()));
    return missing;
  }

  /**
   * Writes the report as {@code <backend>-<front>.json}.
   *
   * @param folder where; it is made if it is not there
   * @return the file
   */
  public Path write(Path folder) {
    Path file = folder.resolve(backend + "-" + front + ".json");
    try {
      Files.createDirectories(folder);
      MAPPER.writeValue(file.toFile(), toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Returns the name and the version of the suite that made the report. */
  public static String suiteVersion() {
    String version = Report.class.getPackage().getImplementationVersion();
    return "Holdfast conformance suite " + (version == null ? "(not packaged)" : version);
  }

  private ObjectNode toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("suite", suiteVersion());
    json.put("backend", backend)
        .put("front", front)
        .put("size", size.name().toLowerCase(Locale.ROOT))
        .put("level", level)
        .put("passed", count(Result.PASSED))
        .put("failed", count(Result.FAILED));
    ArrayNode skipped = json.putArray("skipped");
    ArrayNode rows = json.putArray("cases");
    for (CaseResult row : cases) {
      String number = row.number().toString();
      if (row.result() == Result.SKIPPED) {
        skipped.addObject().put("case", number).put("reason", row.reason().orElse(""));
      }
      ObjectNode written =
          rows.addObject()
              .put("case", number)
              .put("result", row.result().word())
              .put("ms", row.millis())
              .put("operations", row.operations())
              .put("seed", row.seed());
      RULES.getOrDefault(row.number(), List.of()).forEach(written.putArray("rules")::add);
      row.reason().ifPresent(reason -> written.put("reason", reason));
      if (!row.notes().isEmpty()) {
        row.notes().forEach(written.putArray("notes")::add);
      }
    }
    return json;
  }
}
