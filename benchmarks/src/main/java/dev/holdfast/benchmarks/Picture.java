package dev.holdfast.benchmarks;

import java.util.List;
import java.util.Locale;

/** Figures as a picture: how far each is from its goal. */
final class Picture {

  private static final int LINE = 24;
  private static final int TEXT = 380;
  private static final int GOAL = 200;
  private static final int WIDTH = 900;
  private static final double MOST = 2.4;

  private Picture() {}

  /** Returns an SVG: a bar for each figure with a goal, which should end before the line. */
  static String of(String family, List<Figure> figures) {
    List<Figure> judged = figures.stream().filter(it -> it.goal().isPresent()).toList();
    int height = (judged.size() + 2) * LINE;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH,
            height));
    svg.append(text(8, LINE - 8, family + ": bars end before the line where the goal is met"));
    for (int i = 0; i < judged.size(); i++) {
      svg.append(bar(judged.get(i), (i + 1) * LINE));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>%n",
            TEXT + GOAL,
            LINE,
            TEXT + GOAL,
            height - LINE / 2));
    return svg.append("</svg>\n").toString();
  }

  private static String bar(Figure figure, int top) {
    Goal goal = figure.goal().orElseThrow();
    double reached = goal.reached(figure.judged());
    int width = (int) Math.round(Math.min(reached, MOST) * GOAL);
    return text(8, top + LINE - 8, figure.name())
        + String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
            TEXT,
            top + 4,
            Math.max(1, width),
            LINE - 8,
            goal.isMetBy(figure.judged()) ? "#4a9d5b" : "#c7503f")
        + text(
            TEXT + width + 6,
            top + LINE - 8,
            Markdown.number(figure.judged()) + ", goal " + figure.goalText());
  }

  private static String text(int x, int y, String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", x, y, safe);
  }
}
