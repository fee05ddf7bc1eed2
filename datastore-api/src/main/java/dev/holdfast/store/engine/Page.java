package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One page of an interval.
 *
 * @param header the revision that the page reflects
 * @param entries the entries, in key order
 * @param next the first key that was left out; nothing where the interval is read to its end
 */
public record Page(Header header, List<KeyValue> entries, Optional<Bytes> next) {

  /** Collects the entries of a page until it is full. */
  public static final class Builder {

    private final int limit;
    private final int maxBytes;
    private final List<KeyValue> entries = new ArrayList<>();
    private long bytes;
    private Optional<Bytes> next = Optional.empty();

    /**
     * Begins a page.
     *
     * @param limit most entries
     * @param limits for the most bytes
     */
    public Builder(int limit, Limits limits) {
      this.limit = limit;
      this.maxBytes = limits.maxPageBytes();
    }

    /**
     * Adds an entry if there is room; the first always fits.
     *
     * @param entry the entry
     * @return whether it was added; if not, it is the page's {@code next}
     */
    public boolean add(KeyValue entry) {
      long size = bytes + entry.serializedSize();
      if (entries.size() == limit || (size > maxBytes && !entries.isEmpty())) {
        next = Optional.of(entry.key());
        return false;
      }
      bytes = size;
      entries.add(entry);
      return true;
    }

    /** Returns how many entries there is room for. */
    public int room() {
      return limit - entries.size();
    }

    /**
     * Returns the page.
     *
     * @param header the revision that it reflects
     */
    public Page at(Header header) {
      return new Page(header, entries, next);
    }
  }
}
