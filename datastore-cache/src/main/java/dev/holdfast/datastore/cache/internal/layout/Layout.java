package dev.holdfast.datastore.cache.internal.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.store.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The keys of a DataStore in its store.
 *
 * <pre>
 * holdfast/format                      FormatRecord: the version of this layout
 * holdfast/load                        the digest of the dump that is being loaded
 * r/b/{trust domain}                   Bundle
 * r/e/{entry id}                       RegistrationEntry
 * r/n/{SPIFFE id without spiffe://}    AttestedNode
 * r/s/{SPIFFE id without spiffe://}    NodeSelectors
 * r/t/{token}                          JoinToken
 * r/f/{trust domain}                   FederationRelationship
 * r/j/{journal id}                     CaJournal
 * i/s/{SHA-256}                        SimilarityRecord: the entry with this parent id, SPIFFE id
 *                                      and set of selectors
 * i/f/{trust domain}/{entry id}        empty: the entry federates with the trust domain
 * </pre>
 *
 * <p>A SPIFFE id of more than {@value #LONGEST_NAME} bytes is replaced by {@code #} and its
 * SHA-256, so that every key fits every store. What lies under {@code i/} follows from the records,
 * is written by the same commit, and is what makes uniqueness and references hold.
 */
public final class Layout {

  /** The version of this layout. */
  public static final int VERSION = 1;

  /** The key of the format record. */
  public static final Bytes FORMAT_KEY = Bytes.utf8("holdfast/format");

  /** The key that is there, in place of the format record, while the store is being loaded. */
  public static final Bytes LOAD_KEY = Bytes.utf8("holdfast/load");

  /** What the keys of all records begin with. */
  public static final Bytes RECORDS = Bytes.utf8("r/");

  /** What precedes a record's name in its key. */
  public static final int NAME_OFFSET = 4;

  /** The longest name that stands in a key as it is. */
  public static final int LONGEST_NAME = 512;

  private static final int MOST_BYTES_OF_A_CHAR = 3;

  /** What stands for bytes that are no text. */
  private static final char REPLACEMENT = '\uFFFD';

  private static final String SCHEME = "spiffe://";
  private static final Bytes SIMILARITY = Bytes.utf8("i/s/");

  private Layout() {}

  /**
   * Returns the key of a record.
   *
   * @param kind its kind
   * @param name its {@link dev.holdfast.datastore.IdentityRecord#key}
   */
  public static Bytes key(RecordKind kind, String name) {
    byte[] bytes = name.substring(isSpiffeId(kind) ? SCHEME.length() : 0).getBytes(UTF_8);
    Bytes prefix = prefix(kind);
    if (bytes.length <= LONGEST_NAME) {
      return prefix.concat(Bytes.wrap(bytes));
    }
    return prefix.concat(Bytes.utf8("#")).concat(Bytes.wrap(sha256().digest(bytes)));
  }

  /**
   * Returns the key of a record whose name is not found in it: it is too long, or holds what stands
   * for bytes that are no text.
   *
   * @param kind its kind
   * @param name its {@link dev.holdfast.datastore.IdentityRecord#key}
   */
  public static Optional<Bytes> opaqueKey(RecordKind kind, String name) {
    return name.length() > LONGEST_NAME / MOST_BYTES_OF_A_CHAR || name.indexOf(REPLACEMENT) >= 0
        ? Optional.of(key(kind, name))
        : Optional.empty();
  }

  /**
   * Returns what the record with a key is found by, if its name stands in the key: a SPIFFE id
   * where names are SPIFFE ids, and otherwise the name. There may be no such record.
   *
   * @param kind the kind of record
   * @param key the key
   */
  public static Optional<Object> nameIn(RecordKind kind, Bytes key) {
    String name = key.substring(NAME_OFFSET).toUtf8();
    if (key.size() - NAME_OFFSET > LONGEST_NAME || name.indexOf(REPLACEMENT) >= 0) {
      return Optional.empty();
    }
    if (!isSpiffeId(kind)) {
      return Optional.of(name);
    }
    try {
      return Optional.of(SpiffeId.parse(SCHEME + name));
    } catch (DataStoreException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether the names of a kind are SPIFFE ids, whose scheme is left out of the key.
   *
   * @param kind the kind
   */
  public static boolean isSpiffeId(RecordKind kind) {
    return kind == RecordKind.ATTESTED_NODE || kind == RecordKind.NODE_SELECTORS;
  }

  /**
   * Returns what the keys of a kind begin with.
   *
   * @param kind the kind
   */
  public static Bytes prefix(RecordKind kind) {
    return switch (kind) {
      case BUNDLE -> Prefixes.BUNDLE;
      case REGISTRATION_ENTRY -> Prefixes.ENTRY;
      case ATTESTED_NODE -> Prefixes.NODE;
      case NODE_SELECTORS -> Prefixes.NODE_SELECTORS;
      case JOIN_TOKEN -> Prefixes.JOIN_TOKEN;
      case FEDERATION_RELATIONSHIP -> Prefixes.FEDERATION_RELATIONSHIP;
      case CA_JOURNAL -> Prefixes.CA_JOURNAL;
    };
  }

  /**
   * Returns the kind of record that a key belongs to, if it is one that this version knows.
   *
   * @param key any key
   */
  public static Optional<RecordKind> kindOf(Bytes key) {
    for (RecordKind kind : KINDS) {
      if (key.startsWith(prefix(kind))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the key that makes an entry unique by parent id, SPIFFE id and set of selectors.
   *
   * @param entry the entry
   */
  public static Bytes similarityKey(RegistrationEntry entry) {
    MessageDigest digest = sha256();
    update(digest, entry.parentId().map(Object::toString).orElse(""));
    update(digest, entry.spiffeId().toString());
    for (Selector selector : new TreeSet<>(entry.selectors())) {
      update(digest, selector.type());
      update(digest, selector.value());
    }
    return SIMILARITY.concat(Bytes.wrap(digest.digest()));
  }

  /**
   * Returns what the keys of all references to a bundle begin with.
   *
   * @param trustDomain the bundle's trust domain
   */
  public static Bytes federationPrefix(TrustDomain trustDomain) {
    return Bytes.utf8("i/f/" + trustDomain.name() + "/");
  }

  /**
   * Returns the key of an entry's reference to a bundle.
   *
   * @param trustDomain the bundle's trust domain
   * @param entryId the entry's id
   */
  public static Bytes federationKey(TrustDomain trustDomain, String entryId) {
    return federationPrefix(trustDomain).concat(Bytes.utf8(entryId));
  }

  /** Feeds a text to a digest so that no two sequences of texts are fed alike. */
  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static final RecordKind[] KINDS = RecordKind.values();

  private static final class Prefixes {
    private static final Bytes BUNDLE = Bytes.utf8("r/b/");
    private static final Bytes ENTRY = Bytes.utf8("r/e/");
    private static final Bytes NODE = Bytes.utf8("r/n/");
    private static final Bytes NODE_SELECTORS = Bytes.utf8("r/s/");
    private static final Bytes JOIN_TOKEN = Bytes.utf8("r/t/");
    private static final Bytes FEDERATION_RELATIONSHIP = Bytes.utf8("r/f/");
    private static final Bytes CA_JOURNAL = Bytes.utf8("r/j/");
  }
}
