package dev.holdfast.server.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * Prints what became of very many things while it is being done: to people their number and each
 * failure, to programs each result. Holds none of them. Used once.
 *
 * @param <T> the kind of record
 */
public final class ResultStream<T extends IdentityRecord> {

  private final RecordView<T> view;
  private final Output output;
  private final PrintStream err;
  private final Map<Outcome, Integer> numbers = new EnumMap<>(Outcome.class);
  private Optional<ExitCode> firstFailure = Optional.empty();

  /**
   * Makes a report.
   *
   * @param view how the records are shown
   * @param output where results are printed
   * @param err where failures are told to people
   */
  public ResultStream(RecordView<T> view, Output output, PrintStream err) {
    this.view = view;
    this.output = output;
    this.err = err;
  }

  /** Does something, and hands on what became of each thing. */
  @FunctionalInterface
  public interface Work<T extends IdentityRecord> {

    /**
     * Does it.
     *
     * @param taker takes what became of each thing, in the order of the request
     */
    void run(Consumer<Result<T>> taker);
  }

  /** Returns how the command ends: as the first failure has it. */
  public ExitCode exit() {
    return firstFailure.orElse(ExitCode.OK);
  }

  /**
   * Does something, and prints what becomes of it. Where it is broken off by an exception, what was
   * done until then is told as well; the JSON document is whole then but for the numbers.
   *
   * @param work what is to be done
   */
  public void print(Work<T> work) {
    if (output.isJson()) {
      output.document(json -> write(work, json));
      return;
    }
    try {
      work.run(this::tell);
    } finally {
      if (!numbers.isEmpty()) {
        output.line(summary());
      }
    }
  }

  private void note(Result<T> result) {
    numbers.merge(result.outcome(), 1, Integer::sum);
    if (firstFailure.isEmpty()) {
      firstFailure = result.failure().map(Failure::exit);
    }
  }

  private void tell(Result<T> result) {
    note(result);
    result
        .failure()
        .ifPresent(
            failure -> err.println(result.name() + ": " + Texts.printable(failure.message())));
  }

  private String summary() {
    StringJoiner summary = new StringJoiner(", ");
    numbers.forEach((outcome, number) -> summary.add(Texts.number(number) + " " + outcome.word()));
    return summary.toString();
  }

  private void write(Work<T> work, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("results");
    work.run(
        result -> {
          note(result);
          write(result, json);
        });
    json.writeEndArray();
    for (Outcome outcome : Outcome.values()) {
      json.writeNumberField(outcome.word(), numbers.getOrDefault(outcome, 0));
    }
    json.writeEndObject();
  }

  private void write(Result<T> result, JsonGenerator json) {
    try {
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
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
  }
}
