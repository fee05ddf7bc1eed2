package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.cache.model.Operation.Freshness;
import java.util.OptionalInt;

/** Draws first pages of everything, further pages of what is under way, and bad tokens. */
final class PageOperations extends Operations {

  private final Filters filters;

  PageOperations(Pool pool, int servers) {
    super(pool, servers);
    this.filters = new Filters(pool);
    add(4, this::entries);
    add(4, this::nodes);
    add(2, this::nodeSelectors);
    add(3, () -> firstPage("bundles.page", "", (ds, page) -> ds.bundles().list(page)));
    add(2, () -> firstPage("joinTokens.page", "", (ds, page) -> ds.joinTokens().list(page)));
    add(
        3,
        () ->
            firstPage(
                "federationRelationships.page",
                "",
                (ds, page) -> ds.federationRelationships().list(page)));
    add(2, () -> firstPage("caJournals.page", "", (ds, page) -> ds.caJournals().list(page)));
    add(18, this::nextPage);
    add(2, this::badToken);
  }

  private Operation entries() {
    EntryFilter filter = pool.once(2) ? EntryFilter.all() : filters.entries();
    return firstPage("entries.page", filter, (ds, page) -> ds.entries().list(filter, page));
  }

  private Operation nodes() {
    NodeFilter filter = pool.once(2) ? NodeFilter.all() : filters.nodes();
    NodeDetail detail = pool.one(NodeDetail.values());
    return firstPage(
        "nodes.page", filter + ", " + detail, (ds, page) -> ds.nodes().list(filter, detail, page));
  }

  private Operation nodeSelectors() {
    var filter = filters.nodeSelectors();
    return firstPage(
        "nodeSelectors.page", filter, (ds, page) -> ds.nodeSelectors().list(filter, page));
  }

  private Operation nextPage() {
    int server = server();
    int slot = pool.below(LISTINGS);
    return new Operation(
        server,
        "pages.next",
        "listing " + slot,
        Freshness.CACHED,
        OptionalInt.of(slot),
        side -> {
          Side.Listing listing = side.listings.remove(slot);
          if (listing == null) {
            return Answer.NOTHING;
          }
          Page<?> page =
              listing.page().apply(side.server(server), listing.request().after(listing.next()));
          page.next()
              .ifPresent(
                  next ->
                      side.listings.put(
                          slot,
                          new Side.Listing(
                              server, listing.page(), listing.request(), next, page.floor())));
          return page;
        });
  }

  /** A token that was tampered with, or that belongs to another listing. */
  private Operation badToken() {
    int server = server();
    int slot = pool.below(LISTINGS);
    boolean tampered = pool.once(2);
    return Operation.write(
        server,
        "pages.badToken",
        "listing " + slot + (tampered ? ", tampered" : ", of another"),
        side -> {
          Side.Listing listing = side.listings.get(slot);
          if (listing == null) {
            return Answer.NOTHING;
          }
          PageRequest request = PageRequest.first(2).at(ReadConsistency.current());
          return tampered
              ? listing.page().apply(side.server(server), request.after(other(listing.next())))
              : side.server(server)
                  .entries()
                  .list(EntryFilter.all().byHint("none has it"), request.after(listing.next()));
        });
  }

  private static PageToken other(PageToken token) {
    int last = token.value().length() - 1;
    char changed = token.value().charAt(last) == 'A' ? 'Q' : 'A';
    return new PageToken(token.value().substring(0, last) + changed);
  }
}
