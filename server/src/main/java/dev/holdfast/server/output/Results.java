package dev.holdfast.server.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Prints what became of everything that a command was told to do.
 *
 * @param <T> the kind of record
 */
public final class Results<T extends IdentityRecord> {

  private final RecordView<T> view;
  private final List<Result<T>> results;

  /**
   * Makes a report.
   *
   * @param view how the records are shown
   * @param results the results, in the order of the request
   */
  public Results(RecordView<T> view, List<Result<T>> results) {
    this.view = view;
    this.results = List.copyOf(results);
  }

  /** Returns how the command ends: as the first failure has it. */
  public ExitCode exit() {
    return results.stream()
        .flatMap(result -> result.failure().stream())
        .map(Failure::exit)
        .findFirst()
        .orElse(ExitCode.OK);
  }

  /**
   * Prints the results: one that stands alone in full, many as numbers, and each failure.
   *
   * @param output where to
   * @param err where failures are told to people
   * @throws CommandException if there was one thing to do, and it failed
   */
  public void print(Output output, PrintStream err) {
    if (results.size() == 1 && results.get(0).failure().isPresent()) {
      throw CommandException.of(results.get(0).failure().get());
    }
    if (output.isJson()) {
      output.document(this::write);
      return;
    }
    if (results.size() == 1) {
      results.get(0).record().ifPresent(record -> view.print(record, output));
    }
    output.line(summary());
    for (Result<T> result : results) {
      result
          .failure()
          .ifPresent(
              failure -> err.println(result.name() + ": " + Texts.printable(failure.message())));
    }
  }

  private String summary() {
    StringJoiner summary = new StringJoiner(", ");
    numbers()
        .forEach((outcome, number) -> summary.add(Texts.number(number) + " " + outcome.word()));
    return summary.toString();
  }

  private Map<Outcome, Integer> numbers() {
    Map<Outcome, Integer> numbers = new EnumMap<>(Outcome.class);
    results.forEach(result -> numbers.merge(result.outcome(), 1, Integer::sum));
    return numbers;
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("results");
    for (Result<T> result : results) {
      write(result, json);
    }
    json.writeEndArray();
    Map<Outcome, Integer> numbers = numbers();
    for (Outcome outcome : Outcome.values()) {
      json.writeNumberField(outcome.word(), numbers.getOrDefault(outcome, 0));
    }
    json.writeEndObject();
  }

  private void write(Result<T> result, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("index", result.index());
    json.writeStringField("name", result.name());
    json.writeStringField("outcome", result.outcome().word());
    if (result.record().isPresent()) {
      json.writeFieldName(view.singular());
      view.write(result.record().get(), json);
    }
    if (result.failure().isPresent()) {
      json.writeFieldName("error");
      result.failure().get().write(json);
    }
    json.writeEndObject();
  }
}
