package dev.holdfast.datastore.cache;

import com.google.protobuf.Empty;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.read.Listing;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.View;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.Matches;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.datastore.cache.internal.state.Rows;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.write.Pruning;
import dev.holdfast.store.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads of records that are found by their keys only. */
final class PlainReads<T extends IdentityRecord> {

  private final RecordKind kind;
  private final Views views;
  private final Pages pages;
  private final BiFunction<State, PlainRow, Stored<T>> decoder;
  private final Listing<PlainRow, Stored<T>> listing;

  PlainReads(
      RecordKind kind, Views views, Pages pages, BiFunction<State, PlainRow, Stored<T>> decoder) {
    this.kind = kind;
    this.views = views;
    this.pages = pages;
    this.decoder = decoder;
    this.listing =
        new Listing<>(
            () -> Listing.idOf(kind.name(), Empty.getDefaultInstance()),
            state -> state.plain(kind),
            state -> Matches.all(state.plain(kind)),
            decoder);
  }

  Read<Optional<Stored<T>>> fetch(String key, ReadConsistency consistency) {
    return views.fetch(kind, key, consistency, decoder);
  }

  /** Returns the first record that passes a test, in the order of creation. */
  Read<Optional<Stored<T>>> first(Predicate<T> test, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(all(view).filter(stored -> test.test(stored.value())).findFirst());
  }

  private Stream<Stored<T>> all(View view) {
    Rows<PlainRow> rows = view.state().plain(kind);
    return ordinals(rows).mapToObj(ordinal -> decoder.apply(view.state(), rows.get(ordinal)));
  }

  private static IntStream ordinals(Rows<?> rows) {
    PrimitiveIterator.OfInt all = rows.ordinals(0);
    return IntStream.generate(all::nextInt).limit(rows.size());
  }

  Read<List<Stored<T>>> list(ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(listing.all(view));
  }

  Page<Stored<T>> list(PageRequest page) {
    return pages.page(listing, page);
  }

  /** Deletes the first records that pass a test, in the order of creation. */
  Pruned prune(Predicate<T> test, int atMost, Deletion<T> deletion) {
    Pruning.requirePositive(atMost);
    View view = views.view(ReadConsistency.current());
    Rows<PlainRow> rows = view.state().plain(kind);
    List<Bytes> candidates =
        ordinals(rows)
            .mapToObj(rows::get)
            .filter(row -> test.test(decoder.apply(view.state(), row).value()))
            .limit(atMost)
            .map(PlainRow::storedKey)
            .toList();
    return deletion.delete(candidates, view.floor(), test);
  }

  /** Deletes candidates that still pass a test. */
  interface Deletion<T> {
    Pruned delete(List<Bytes> candidates, Floor seen, Predicate<T> test);
  }
}
