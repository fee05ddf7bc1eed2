package dev.holdfast.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The figures of one family: shown as a table, and written as JSON, Markdown and a picture into the
 * folder of results.
 */
final class Results {

  /** Where results go. */
  static final Path FOLDER = Path.of("benchmarks", "target", "results");

  private static final String SUMMARY = "summary";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Results() {}

  /**
   * Tells the figures of a family.
   *
   * @param family the family's name, which the files get
   * @param figures the figures
   */
  static void tell(String family, List<Figure> figures) throws IOException {
    tell(family, figures, FOLDER);
  }

  static void tell(String family, List<Figure> figures, Path folder) throws IOException {
    Files.createDirectories(folder);
    ArrayNode all = JSON.createArrayNode();
    figures.forEach(figure -> all.add(json(figure)));
    JSON.writeValue(folder.resolve(family + ".json").toFile(), all);
    Files.writeString(folder.resolve(family + ".md"), Markdown.table(all));
    Files.writeString(folder.resolve(family + ".svg"), Picture.of(family, figures));
    System.out.println();
    System.out.println(Markdown.aligned(all));
  }

  private static ObjectNode json(Figure figure) {
    ObjectNode node = JSON.createObjectNode();
    node.put("figure", figure.name());
    node.put("value", figure.value());
    node.put("unit", figure.unit());
    node.put("goal", figure.goal().map(goal -> figure.goalText()).orElse(null));
    node.put("against", figure.peer().map(peer -> figure.peerText()).orElse(null));
    if (figure.ratio().isPresent()) {
      node.put("ratio", figure.ratio().getAsDouble());
    } else {
      node.putNull("ratio");
    }
    node.put("pass", figure.passes().orElse(null));
    return node;
  }

  /** Takes away what earlier runs have left. */
  static void clear() throws IOException {
    Path unused = Scratch.emptied(FOLDER);
  }

  /**
   * Puts the results of all families into one, {@code summary}.
   *
   * @return all figures; those without a goal too
   */
  static JsonNode summarize(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> families;
    try (Stream<Path> files = Files.list(folder)) {
      families =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !file.endsWith(SUMMARY + ".json"))
              .sorted()
              .toList();
    }
    ArrayNode all = JSON.createArrayNode();
    for (Path family : families) {
      JSON.readTree(family.toFile()).forEach(all::add);
    }
    JSON.writeValue(folder.resolve(SUMMARY + ".json").toFile(), all);
    Files.writeString(folder.resolve(SUMMARY + ".md"), Markdown.table(all));
    return all;
  }
}
