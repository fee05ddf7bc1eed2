package dev.holdfast.server.output;

import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.failure.Failure;
import java.io.PrintStream;
import java.util.List;

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
    if (results.size() == 1 && !output.isJson()) {
      results.get(0).record().ifPresent(record -> view.print(record, output));
    }
    new ResultStream<>(view, output, err).print(results::forEach);
  }
}
