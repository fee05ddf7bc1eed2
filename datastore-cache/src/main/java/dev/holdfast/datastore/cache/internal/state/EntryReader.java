package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.Cursor.delimited;
import static dev.holdfast.datastore.cache.internal.state.Cursor.number;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.Cursor.OtherSpellingException;
import dev.holdfast.store.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries as this version spells them, and shares what is the same in several. Not
 * thread-safe.
 */
final class EntryReader {

  private static final int ID = delimited(1);
  private static final int PARENT_ID = delimited(2);
  private static final int SPIFFE_ID = delimited(3);
  private static final int SELECTOR = delimited(4);
  private static final int FEDERATES_WITH = delimited(5);
  private static final int HINT = delimited(6);
  private static final int DOWNSTREAM = number(7);
  private static final int ADMIN = number(8);
  private static final int STORE_SVID = number(9);
  private static final int X509_SVID_TTL = delimited(10);
  private static final int JWT_SVID_TTL = delimited(11);
  private static final int EXPIRES_AT = delimited(12);
  private static final int DNS_NAME = delimited(13);
  private static final int ADDITIONAL_ATTRIBUTES = delimited(14);

  private final EntryTable.Editor editor;
  private final SharedTimes times;
  private final String historyId;
  private final Remembered<Optional<SpiffeId>> parents = new Remembered<>();
  private final Remembered<SpiffeId> ids = new Remembered<>();
  private final Remembered<Word<TrustDomain>> domains = new Remembered<>();
  private final Remembered<String> hints = new Remembered<>();
  private final Remembered<Optional<Duration>> durations = new Remembered<>();
  private final SelectorReader selectors;

  EntryReader(EntryTable.Editor editor, SharedTimes times, String historyId) {
    this.editor = editor;
    this.times = times;
    this.historyId = historyId;
    this.selectors = new SelectorReader(editor.selectors());
  }

  /**
   * What an entry federates with.
   *
   * @param numbers the numbers of the trust domains
   * @param known the word of the set, where other entries have it
   * @param domains the trust domains
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; handed over, not shared
  private record Federation(
      int[] numbers, @Nullable Word<Members<TrustDomain>> known, Set<TrustDomain> domains) {}

  /**
   * Reads a stored value.
   *
   * @throws OtherSpellingException if this version spells the entry otherwise, or it is not one
   */
  EntryRow read(KeyValue stored) throws OtherSpellingException {
    Cursor in = new Cursor(stored.value().toByteArray());
    in.require(ID);
    int length = in.textLength();
    in.requireName(length, 0, stored.key(), Layout.NAME_OFFSET);
    String id = in.text(length);
    Optional<SpiffeId> parent = in.take(PARENT_ID) ? parent(in, in.textLength()) : Optional.empty();
    in.require(SPIFFE_ID);
    SpiffeId spiffeId = spiffeId(in, in.textLength());
    Word<Members<Selector>> set = selectors.read(in, SELECTOR);
    Federation federation = federation(in);
    RegistrationEntry entry =
        new RegistrationEntry(
            id,
            parent,
            spiffeId,
            selectors.last(),
            federation.domains(),
            in.take(HINT) ? hint(in, in.textLength()) : "",
            in.flag(DOWNSTREAM),
            in.flag(ADMIN),
            in.flag(STORE_SVID),
            in.take(X509_SVID_TTL) ? duration(in, in.length()) : Optional.empty(),
            in.take(JWT_SVID_TTL) ? duration(in, in.length()) : Optional.empty(),
            in.take(EXPIRES_AT) ? times.share(in.time()) : Optional.empty(),
            dnsNames(in),
            in.take(ADDITIONAL_ATTRIBUTES) ? attributes(in) : Optional.empty());
    Noted noted = Noted.read(in, times);
    in.requireEnd();
    return new EntryRow(
        noted.origin(entry, stored, historyId),
        set,
        federation.known() != null
            ? federation.known()
            : editor.domains().set(federation.numbers(), entry.federatesWith()));
  }

  private Optional<SpiffeId> parent(Cursor in, int length) throws OtherSpellingException {
    return parents.next(
        in, length, () -> editor.parent(Optional.of(SpiffeId.parse(in.text(length)))));
  }

  private SpiffeId spiffeId(Cursor in, int length) throws OtherSpellingException {
    return ids.next(in, length, () -> editor.spiffeId(SpiffeId.parse(in.text(length))));
  }

  private String hint(Cursor in, int length) throws OtherSpellingException {
    return hints.next(in, length, () -> editor.hint(in.text(length)));
  }

  private Optional<Duration> duration(Cursor in, int length) throws OtherSpellingException {
    return durations.next(in, length, () -> Optional.of(in.duration(length)));
  }

  private Federation federation(Cursor in) throws OtherSpellingException {
    int[] numbers = {};
    List<TrustDomain> all = List.of();
    while (in.take(FEDERATES_WITH)) {
      int length = in.textLength();
      Word<TrustDomain> word =
          domains.next(in, length, () -> editor.domains().member(new TrustDomain(in.text(length))));
      if (all.isEmpty()) {
        all = new ArrayList<>();
      } else if (all.get(all.size() - 1).compareTo(word.value()) >= 0) {
        throw new OtherSpellingException();
      }
      numbers = Arrays.copyOf(numbers, numbers.length + 1);
      numbers[numbers.length - 1] = word.number();
      all.add(word.value());
    }
    Word<Members<TrustDomain>> known = editor.domains().known(numbers);
    return known != null && known.value().told() instanceof Set<TrustDomain> shared
        ? new Federation(numbers, known, shared)
        : new Federation(numbers, known, Set.copyOf(all));
  }

  private static List<String> dnsNames(Cursor in) throws OtherSpellingException {
    if (!in.take(DNS_NAME)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    do {
      names.add(in.text(in.length()));
    } while (in.take(DNS_NAME));
    return names;
  }

  private static Optional<AdditionalAttributes> attributes(Cursor in)
      throws OtherSpellingException {
    int outer = in.enter();
    AdditionalAttributes attributes =
        new AdditionalAttributes(in.flag(number(1)), in.flag(number(2)));
    in.leave(outer);
    return Optional.of(attributes);
  }
}
