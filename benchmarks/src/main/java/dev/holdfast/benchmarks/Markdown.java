package dev.holdfast.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as tables, for pages and for screens. */
final class Markdown {

  private static final List<String> TITLES =
      List.of("figure", "value", "goal", "against", "ratio", "");

  private Markdown() {}

  /** Returns a table in Markdown. */
  static String table(JsonNode figures) {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", TITLES)).append(" |\n");
    text.append("|---".repeat(TITLES.size())).append("|\n");
    for (List<String> row : rows(figures)) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.toString();
  }

  /** Returns a table in columns of one width. */
  static String aligned(JsonNode figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(TITLES);
    rows.addAll(rows(figures));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(it -> it.get(at).length()).max().orElse(0);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<List<String>> rows(JsonNode figures) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode figure : figures) {
      JsonNode pass = figure.get("pass");
      rows.add(
          List.of(
              figure.get("figure").asText(),
              number(figure.get("value").asDouble()) + " " + figure.get("unit").asText(),
              text(figure.get("goal")),
              text(figure.get("against")),
              figure.get("ratio").isNull() ? "" : number(figure.get("ratio").asDouble()),
              pass.isNull() ? "" : pass.asBoolean() ? "pass" : "SHORT"));
    }
    return rows;
  }

  private static String text(JsonNode node) {
    return node.isNull() ? "" : node.asText();
  }

  /** Returns a number with three or more digits that mean something. */
  static String number(double number) {
    double size = Math.abs(number);
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, number);
  }
}
