package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.cache.internal.feed.Replica;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.Rows;
import dev.holdfast.datastore.cache.internal.state.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;

/** Answers pages of listings, all of one state as long as that is kept. Thread-safe. */
public final class Pages {

  private final Views views;
  private final Replica replica;

  /**
   * Makes pages.
   *
   * @param views finds the states that they show
   * @param replica the cache's state
   */
  public Pages(Views views, Replica replica) {
    this.views = views;
    this.replica = replica;
  }

  /**
   * Returns a page.
   *
   * @param listing what is listed
   * @param request which page
   * @param <R> the kind of rows
   * @param <T> the kind of items
   */
  public <R extends Row, T> Page<T> page(Listing<R, T> listing, PageRequest request) {
    Optional<PageTokens.Place> place =
        request.token().map(token -> tokens().decode(token)).map(it -> own(it, listing));
    View view =
        place.map(it -> view(it, request)).orElseGet(() -> views.view(request.consistency()));
    State state = view.state();
    Rows<R> rows = listing.rows().apply(state);
    int from = place.map(it -> rows.behind(it.createRevision(), it.position())).orElse(0);
    PrimitiveIterator.OfInt ordinals = listing.matches().apply(state).ordinals(from);
    List<T> items = new ArrayList<>();
    Optional<R> last = Optional.empty();
    while (items.size() < request.size() && ordinals.hasNext()) {
      R row = rows.get(ordinals.nextInt());
      items.add(listing.item().apply(state, row));
      last = Optional.of(row);
    }
    Optional<PageToken> next =
        ordinals.hasNext() ? last.map(row -> next(listing, view, row)) : Optional.empty();
    return new Page<>(items, next, view.floor(), view.age());
  }

  private PageTokens tokens() {
    return new PageTokens(replica.loaded().format().tokenKey());
  }

  private static PageTokens.Place own(PageTokens.Place place, Listing<?, ?> listing) {
    if (!place.listing().equals(listing.id().get())) {
      throw PageTokens.broken("it belongs to a listing with another filter");
    }
    return place;
  }

  /** Finds the state that a listing goes on with. */
  private View view(PageTokens.Place place, PageRequest request) {
    Duration age = replica.age();
    Floor latest = replica.loaded().state().floor();
    Optional<State> kept = views.kept(place.floor());
    if (kept.isPresent()) {
      return new View(kept.get(), place.floor(), age);
    }
    Floor floor = place.floor();
    if (request.whenMoved() == PageRequest.WhenMoved.FAIL
        || !latest.historyId().equals(floor.historyId())) {
      throw new DataStoreException(
              Reason.SNAPSHOT_MOVED,
              "revision "
                  + floor.revision()
                  + " of history "
                  + floor.historyId()
                  + ", which the listing shows, is no longer kept by this server; begin anew, or ask"
                  + " for the listing to go on at the current state")
          .of("page request", "token");
    }
    // A cache that is behind the pages before would take the listing back.
    return views.view(
        request.consistency() == ReadConsistency.cached()
            ? ReadConsistency.atLeast(floor)
            : request.consistency());
  }

  private PageToken next(Listing<?, ?> listing, View view, Row last) {
    views.keep(view.state(), view.floor());
    return tokens()
        .encode(
            new PageTokens.Place(
                view.floor(), listing.id().get(), last.createRevision(), last.position()));
  }
}
