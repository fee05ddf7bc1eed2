package dev.holdfast.server.entry;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.output.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Entries that are created by one commit, as far as can be told before it is made. */
final class Part {

  private final List<Item> items = new ArrayList<>();
  private final Set<Integer> claims = new HashSet<>();
  private final Extent extent = new Extent();

  /** Returns whether there is nothing in it. */
  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Returns whether one more entry is to be put in here; the first one always is. */
  boolean hasRoomFor(Item item, DataStoreLimits limits) {
    return items.isEmpty() || extent.hasRoomFor(item, limits);
  }

  void add(Item item) {
    items.add(item);
    claims.addAll(item.claims());
    extent.add(item);
  }

  /**
   * Returns whether what becomes of one of two parts may depend on which of them is created first.
   */
  boolean mayMeet(Part other) {
    return !Collections.disjoint(claims, other.claims);
  }

  /**
   * Creates the entries, and returns what became of each, in their order. One that is refused is
   * left out.
   *
   * @throws DataStoreException if other entries would not fare better, such as where the server has
   *     gone; some of these may have been created
   */
  List<Result<RegistrationEntry>> create(Entries entries) {
    List<Result<RegistrationEntry>> results = new ArrayList<>(items.size());
    create(items, entries, results);
    results.sort(Comparator.comparingInt(Result::index));
    return results;
  }

  /** Creates entries; they are halved where they turn out not to fit one commit. */
  private static void create(
      List<Item> some, Entries entries, List<Result<RegistrationEntry>> results) {
    List<Item> left = new ArrayList<>(some);
    while (!left.isEmpty()) {
      try {
        List<CreatedEntry> created = entries.createAll(left.stream().map(Item::entry).toList());
        for (int i = 0; i < created.size(); i++) {
          results.add(left.get(i).done(created.get(i)));
        }
        return;
      } catch (DataStoreException e) {
        OptionalInt culprit = Item.culprit(e, left.size());
        if (culprit.isPresent()) {
          results.add(left.remove(culprit.getAsInt()).failed(e));
        } else if (e.reason() == Reason.TOO_LARGE && left.size() > 1) {
          create(left.subList(0, left.size() / 2), entries, results);
          create(left.subList(left.size() / 2, left.size()), entries, results);
          return;
        } else if (isOfTheseOnly(e)) {
          left.forEach(item -> results.add(item.failed(e)));
          return;
        } else {
          throw e;
        }
      }
    }
  }

  private static boolean isOfTheseOnly(DataStoreException e) {
    return switch (e.code()) {
      case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> true;
      default -> false;
    };
  }
}
