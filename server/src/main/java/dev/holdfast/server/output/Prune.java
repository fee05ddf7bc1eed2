package dev.holdfast.server.output;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Pruned;
import java.io.PrintStream;
import java.util.function.IntFunction;

/** Deletes what has expired, a part at a time, and prints how much that was. */
public final class Prune {

  private static final int PART = 2_000;

  private final Output output;
  private final PrintStream err;

  /**
   * Makes a prune.
   *
   * @param output where the answer is printed
   * @param err where people are told once a second how far it is
   */
  public Prune(Output output, PrintStream err) {
    this.output = output;
    this.err = err;
  }

  /**
   * Prunes until nothing is left that has expired, or as much was deleted as may be.
   *
   * @param limit most records to delete, from 1
   * @param part deletes at most so many records
   */
  public void run(long limit, IntFunction<Pruned> part) {
    Ticker ticker = new Ticker(err, "pruned");
    long deleted = 0;
    while (true) {
      int asked = (int) Math.min(PART, limit - deleted);
      Pruned pruned = part.apply(asked);
      deleted += pruned.count();
      if (pruned.count() < asked || deleted == limit) {
        print(deleted, pruned.floor());
        return;
      }
      ticker.at(deleted);
    }
  }

  private void print(long count, Floor floor) {
    if (!output.isJson()) {
      output.line(Texts.number(count) + " pruned");
      return;
    }
    output.document(
        json -> {
          json.writeStartObject();
          json.writeNumberField("pruned", count);
          json.writeNumberField("revision", floor.revision());
          json.writeStringField("history_id", floor.historyId());
          json.writeEndObject();
        });
  }
}
