package dev.holdfast.server.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Prints a listing page by page, so that one of any length needs little memory.
 *
 * @param <T> the kind of record
 */
public final class Listing<T extends IdentityRecord> {

  private static final int PAGE_SIZE = 1_000;

  private final RecordView<T> view;
  private final Function<PageRequest, Page<Stored<T>>> fetch;

  /**
   * Makes a listing.
   *
   * @param view how its records are shown
   * @param fetch fetches a page
   */
  public Listing(RecordView<T> view, Function<PageRequest, Page<Stored<T>>> fetch) {
    this.view = view;
    this.fetch = fetch;
  }

  /**
   * Returns a listing that is known whole already.
   *
   * @param view how its records are shown
   * @param read the records
   * @param <T> the kind of record
   */
  public static <T extends IdentityRecord> Listing<T> of(
      RecordView<T> view, Read<List<Stored<T>>> read) {
    Page<Stored<T>> whole = new Page<>(read.value(), Optional.empty(), read.floor(), read.age());
    return new Listing<>(view, request -> whole);
  }

  /**
   * Prints the listing. The first page is fetched before anything is printed, so that a refusal
   * leaves no half of a document.
   *
   * @param output where to
   * @param consistency how fresh it must be
   * @param limit most records to print, from 1
   */
  public void print(Output output, ReadConsistency consistency, long limit) {
    Pages pages = new Pages(consistency, limit);
    if (output.isJson()) {
      output.document(json -> write(json, pages));
      return;
    }
    TablePrinter<Stored<T>> table = output.table(view.columns());
    do {
      table.add(pages.present.items());
    } while (pages.advance());
  }

  private void write(JsonGenerator json, Pages pages) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart(view.plural());
    do {
      for (Stored<T> record : pages.present.items()) {
        view.write(record, json);
      }
    } while (pages.advance());
    json.writeEndArray();
    json.writeNumberField("revision", pages.present.floor().revision());
    json.writeStringField("history_id", pages.present.floor().historyId());
    json.writeNumberField("age_ms", pages.present.age().toMillis());
    json.writeEndObject();
  }

  /** The pages of the listing, one after the other. */
  private final class Pages {

    private final ReadConsistency consistency;
    private long left;
    private Page<Stored<T>> present;

    Pages(ReadConsistency consistency, long limit) {
      this.consistency = consistency;
      this.left = limit;
      this.present = fetch.apply(request());
    }

    private PageRequest request() {
      return PageRequest.first((int) Math.min(PAGE_SIZE, left)).at(consistency);
    }

    /** Goes on to the next page, if more is wanted and there is more. */
    boolean advance() {
      left -= present.items().size();
      if (left <= 0 || present.next().isEmpty()) {
        return false;
      }
      present = fetch.apply(request().after(present.next().get()));
      return true;
    }
  }
}
