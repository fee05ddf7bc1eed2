package dev.holdfast.runtime;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreException;
import java.util.Map;
import java.util.Optional;

/**
 * Judges the answers to reads, since a plugin is not trusted: what breaks a promise is an {@link
 * ErrorReason#INVARIANT} that names it, and is never handed on. Thread-safe.
 */
final class AnswerCheck {

  private static final Header NOTHING = new Header(0, "");

  /** The greatest revision that any read was told, in the history of the last one. */
  private volatile Header seen = NOTHING;

  /** Returns what a read that begins now may not fall behind. */
  Header floor() {
    return seen;
  }

  GetResult check(GetRequest request, Header floor, GetResult page) {
    requireNotBehind("Get", request.txn().isPresent(), floor, page.header());
    KeyInterval range = request.range().interval();
    Optional<Bytes> last = request.startAfter();
    for (KeyValue entry : page.entries()) {
      Bytes key = entry.key();
      if (!range.contains(key)) {
        throw broken("Get answered key " + key + ", which is outside of " + request.range());
      }
      if (last.isPresent() && key.compareTo(last.get()) <= 0) {
        throw broken(
            "Get answered key " + key + " behind key " + last.get() + ", which is out of order");
      }
      last = Optional.of(key);
    }
    if (request.limit().isPresent()
        && request.limit().getAsInt() > 0
        && page.entries().size() > request.limit().getAsInt()) {
      throw broken(
          "Get answered "
              + page.entries().size()
              + " entries, and was asked for "
              + request.limit().getAsInt()
              + " at most");
    }
    if (page.more() && page.entries().isEmpty()) {
      throw broken("Get answered that there is more, in a page without entries");
    }
    return page;
  }

  CountResult check(CountRequest request, Header floor, CountResult result) {
    requireNotBehind("Count", request.txn().isPresent(), floor, result.header());
    if (result.count() < 0) {
      throw broken("Count answered " + result.count());
    }
    return result;
  }

  /** A transaction reads its snapshot, however old; any other read is linearizable. */
  private void requireNotBehind(String verb, boolean inTransaction, Header floor, Header told) {
    if (told.revision() < 0) {
      throw broken(verb + " answered revision " + Long.toUnsignedString(told.revision()));
    }
    if (inTransaction) {
      return;
    }
    if (told.historyId().equals(floor.historyId()) && told.revision() < floor.revision()) {
      throw broken(
          verb
              + " answered revision "
              + told.revision()
              + ", after revision "
              + floor.revision()
              + " of the same history had been told");
    }
    note(told);
  }

  private void note(Header told) {
    if (isNews(told)) {
      synchronized (this) {
        if (isNews(told)) {
          seen = told;
        }
      }
    }
  }

  private boolean isNews(Header told) {
    Header known = seen;
    return !known.historyId().equals(told.historyId()) || known.revision() < told.revision();
  }

  /** Returns the failure that tells which promise a plugin broke. */
  static StoreException broken(String what) {
    return new StoreException(
        ErrorReason.INVARIANT,
        "the plugin broke the contract: " + what + "; run the conformance suite on it",
        Map.of());
  }
}
