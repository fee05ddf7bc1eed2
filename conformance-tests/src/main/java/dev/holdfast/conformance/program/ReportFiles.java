package dev.holdfast.conformance.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.conformance.CaseResult;
import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.conformance.ConformanceCase;
import dev.holdfast.conformance.Report;
import dev.holdfast.conformance.cases.Cases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a report in the forms that machines and people read. */
final class ReportFiles {

  private static final Map<String, String> RULES =
      Cases.all().stream()
          .collect(Collectors.toMap(one -> one.number().toString(), ConformanceCase::rule));
  private static final Map<String, String> CONTRACT =
      Cases.all().stream()
          .collect(
              Collectors.toMap(
                  one -> one.number().toString(), one -> String.join(", ", one.contract())));
  private static final Map<String, String> NAMES =
      Cases.all().stream()
          .collect(Collectors.toMap(one -> one.number().toString(), ConformanceCase::name));

  private ReportFiles() {}

  /** Writes all forms into a folder, and returns the files. */
  static List<Path> write(Report report, Path folder) throws IOException {
    Path json = report.write(folder);
    String name = report.backend() + "-" + report.front();
    return List.of(
        json,
        write(folder.resolve(name + ".xml"), junit(report)),
        write(folder.resolve(name + ".md"), markdown(report)),
        write(folder.resolve(name + ".html"), html(report)));
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text, UTF_8);
  }

  /** Returns the report as JUnit's XML. */
  static String junit(Report report) {
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    long skipped = report.count(Result.SKIPPED) + report.count(Result.NOT_APPLICABLE);
    text.append(
        String.format(
            "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">%n",
            escape(title(report)), report.cases().size(), report.count(Result.FAILED), skipped));
    for (CaseResult row : report.cases()) {
      text.append(
          String.format(
              "  <testcase classname=\"holdfast.conformance\" name=\"%s\" time=\"%d.%03d\"",
              escape(name(row)), row.millis() / 1_000, row.millis() % 1_000));
      String reason = escape(row.reason().orElse(""));
      text.append(
          switch (row.result()) {
            case PASSED -> "/>\n";
            case FAILED ->
                "><failure message=\""
                    + escape(contract(row) + ": " + rule(row))
                    + "\">"
                    + reason
                    + "</failure></testcase>\n";
            case SKIPPED, NOT_APPLICABLE -> "><skipped message=\"" + reason + "\"/></testcase>\n";
          });
    }
    return text.append("</testsuite>\n").toString();
  }

  /** Returns the report in Markdown. */
  static String markdown(Report report) {
    StringBuilder text = new StringBuilder("# " + title(report) + "\n\n");
    text.append(summary(report))
        .append("\n\n| case | result | ms | rules | demands |\n|---|---|---|---|---|\n");
    for (CaseResult row : report.cases()) {
      text.append("| ").append(row.number()).append(" | ").append(row.result().word());
      text.append(" | ").append(row.millis()).append(" | ").append(contract(row)).append(" | ");
      text.append(rule(row).replace("|", "\\|")).append(" |\n");
    }
    text.append(
        each(
            report,
            row ->
                "\n## Case "
                    + row.number()
                    + ", "
                    + row.result().word()
                    + "\n\n```\n"
                    + row.reason().orElse("")
                    + "\n```\n"));
    return text.toString();
  }

  /** Returns the report as a page that needs no other file. */
  static String html(Report report) {
    StringBuilder text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head>");
    text.append("<meta charset=\"utf-8\"><title>").append(escape(title(report)));
    text.append("</title><style>body{font:15px sans-serif;margin:2em;max-width:70em}");
    text.append("td,th{padding:.2em .7em;text-align:left;vertical-align:top}");
    text.append("pre{background:#f4f4f4;padding:1em;overflow:auto}.passed{color:#060}");
    text.append(".failed{color:#b00;font-weight:bold}.skipped,.not-applicable{color:#666}");
    text.append("</style></head><body>\n<h1>").append(escape(title(report))).append("</h1>\n<p>");
    text.append(escape(summary(report))).append("</p>\n<table>");
    text.append("<tr><th>case</th><th>result</th><th>ms</th><th>rules</th><th>demands</th></tr>\n");
    for (CaseResult row : report.cases()) {
      text.append(
          String.format(
              "<tr><td>%s</td><td class=\"%s\">%s</td><td>%d</td><td>%s</td><td>%s</td></tr>%n",
              row.number(),
              row.result().word(),
              row.result().word(),
              row.millis(),
              contract(row),
              escape(rule(row))));
    }
    text.append("</table>\n");
    text.append(
        each(
            report,
            row ->
                "<h2>Case "
                    + row.number()
                    + ", "
                    + row.result().word()
                    + "</h2>\n<pre>"
                    + escape(row.reason().orElse(""))
                    + "</pre>\n"));
    return text.append("</body></html>\n").toString();
  }

  /** Tells of every case that was not passed: failures first. */
  private static String each(Report report, Function<CaseResult, String> told) {
    StringBuilder text = new StringBuilder();
    for (Result result : List.of(Result.FAILED, Result.SKIPPED, Result.NOT_APPLICABLE)) {
      report.cases().stream().filter(row -> row.result() == result).map(told).forEach(text::append);
    }
    return text.toString();
  }

  private static String title(Report report) {
    return Report.suiteVersion() + ": " + report.backend() + ", " + report.front();
  }

  private static String summary(Report report) {
    return "Level "
        + report.level()
        + ". Passed "
        + report.count(Result.PASSED)
        + ", failed "
        + report.count(Result.FAILED)
        + ", skipped "
        + report.count(Result.SKIPPED)
        + ", not applicable "
        + report.count(Result.NOT_APPLICABLE)
        + ".";
  }

  private static String name(CaseResult row) {
    return NAMES.getOrDefault(row.number().toString(), row.number().toString());
  }

  private static String rule(CaseResult row) {
    return RULES.getOrDefault(row.number().toString(), "");
  }

  private static String contract(CaseResult row) {
    return CONTRACT.getOrDefault(row.number().toString(), "");
  }

  /** Makes text fit for XML, which has no place for most control characters. */
  private static String escape(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]", "\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
