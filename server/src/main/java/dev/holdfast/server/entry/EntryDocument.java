package dev.holdfast.server.entry;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.document.DocumentException.Place;
import dev.holdfast.server.document.Fields;
import dev.holdfast.server.document.JsonReader;
import dev.holdfast.server.document.SelectorDocument;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads entries from JSON, as {@code spire-server entry create -data} does and as {@code entry list
 * --output json} writes them.
 */
final class EntryDocument {

  private static final long LATEST_SECOND = 253_402_300_799L; // the end of the year 9999
  private static final String A_SPIFFE_ID = "a SPIFFE id such as \"spiffe://example.org/db\"";
  private static final String A_TRUST_DOMAIN = "a trust domain such as \"example.org\"";

  private static final Fields<Attributes> ATTRIBUTES =
      new Fields<Attributes>()
          .on("disable_x509_svid_prefetch", (into, json) -> into.disablePrefetch = json.flag())
          .on("jwt_svid_include_jti", (into, json) -> into.includeJti = json.flag());

  private static final Fields<EntryDraft> ENTRY =
      new Fields<EntryDraft>()
          .on("entry_id", (draft, json) -> draft.setId(json.text("the entry's id, a text")))
          .on(
              "spiffe_id",
              (draft, json) -> draft.setSpiffeId(json.text(A_SPIFFE_ID, SpiffeId::parse)))
          .on("parent_id", EntryDocument::readParentId)
          .on("selectors", EntryDocument::readSelectors)
          .on("federates_with", EntryDocument::readFederatesWith)
          .on(
              "x509_svid_ttl",
              (draft, json) -> {
                Duration ttl = seconds(json);
                draft.set(EntryField.X509_SVID_TTL, entry -> entry.x509SvidTtl(ttl));
              })
          .on(
              "jwt_svid_ttl",
              (draft, json) -> {
                Duration ttl = seconds(json);
                draft.set(EntryField.JWT_SVID_TTL, entry -> entry.jwtSvidTtl(ttl));
              })
          .on("hint", EntryDocument::readHint)
          .on(
              "admin",
              (draft, json) -> {
                boolean flag = json.flag();
                draft.set(EntryField.ADMIN, entry -> entry.admin(flag));
              })
          .on(
              "downstream",
              (draft, json) -> {
                boolean flag = json.flag();
                draft.set(EntryField.DOWNSTREAM, entry -> entry.downstream(flag));
              })
          .on(
              "store_svid",
              (draft, json) -> {
                boolean flag = json.flag();
                draft.set(EntryField.STORE_SVID, entry -> entry.storeSvid(flag));
              })
          .on("dns_names", EntryDocument::readDnsNames)
          .on("expires_at", EntryDocument::readExpiry)
          .alias("entry_expiry", "expires_at")
          .on("additional_attributes", EntryDocument::readAttributes)
          .ignore("revision_number", "created_at", "create_revision", "mod_revision");

  private static final Fields<Consumer<JsonReader>> DOCUMENT =
      new Fields<Consumer<JsonReader>>()
          .on("entries", (one, json) -> json.array("entries", () -> one.accept(json)))
          .ignore("revision", "history_id", "age_ms");

  private EntryDocument() {}

  /**
   * An entry of a document.
   *
   * @param draft what is written of it
   * @param place where it begins
   */
  record Draft(EntryDraft draft, Place place) {}

  /**
   * Reads what is written of some entries.
   *
   * @param file its name, for people
   * @param content its content
   * @throws DocumentException if the document is not what was expected
   */
  static List<Draft> read(String file, InputStream content) {
    List<Draft> drafts = new ArrayList<>();
    readEach(
        file,
        content,
        json -> {
          EntryDraft draft = new EntryDraft();
          drafts.add(new Draft(draft, json.object(ENTRY, draft)));
        });
    return drafts;
  }

  /**
   * Reads whole entries, any number, and hands each on as soon as it is read.
   *
   * @param file the document's name, for people
   * @param content its content
   * @param taker what they are handed to, in their order
   * @throws DocumentException if the document is not what was expected, which may turn out late
   */
  static void readEntries(String file, InputStream content, Consumer<RegistrationEntry> taker) {
    readEach(file, content, json -> taker.accept(readEntry(json)));
  }

  private static RegistrationEntry readEntry(JsonReader json) {
    EntryDraft draft = new EntryDraft();
    JsonReader.Start start = json.members(ENTRY, draft);
    if (draft.spiffeId().isEmpty()) {
      throw new DocumentException(
          start.place(), "spiffe_id is missing; expected is " + A_SPIFFE_ID);
    }
    return draft.toEntry();
  }

  private static void readEach(String file, InputStream content, Consumer<JsonReader> one) {
    AtomicBoolean any = new AtomicBoolean();
    JsonReader.readObject(
        file,
        content,
        DOCUMENT,
        json -> {
          any.set(true);
          one.accept(json);
        });
    if (!any.get()) {
      throw new DocumentException(
          new Place(file, 1, 1, Optional.of("entries")),
          "there is no entry; expected is at least one");
    }
  }

  private static void readParentId(EntryDraft draft, JsonReader json) {
    Optional<SpiffeId> parent =
        json.text(
            A_SPIFFE_ID,
            text -> text.isEmpty() ? Optional.empty() : Optional.of(SpiffeId.parse(text)));
    draft.set(EntryField.PARENT_ID, entry -> entry.parentId(parent));
  }

  private static void readSelectors(EntryDraft draft, JsonReader json) {
    List<Selector> selectors = SelectorDocument.read(json);
    draft.set(EntryField.SELECTORS, entry -> entry.selectors(selectors));
  }

  private static void readFederatesWith(EntryDraft draft, JsonReader json) {
    TreeSet<TrustDomain> trustDomains = new TreeSet<>();
    json.array(
        "trust domains", () -> trustDomains.add(json.text(A_TRUST_DOMAIN, TrustDomain::parse)));
    draft.set(EntryField.FEDERATES_WITH, entry -> entry.federatesWith(trustDomains));
  }

  private static void readHint(EntryDraft draft, JsonReader json) {
    String hint = json.text("a text");
    draft.set(EntryField.HINT, entry -> entry.hint(hint));
  }

  private static void readDnsNames(EntryDraft draft, JsonReader json) {
    List<String> names = new ArrayList<>();
    json.array("DNS names", () -> names.add(json.text("a DNS name such as \"db.example.org\"")));
    draft.set(EntryField.DNS_NAMES, entry -> entry.dnsNames(names));
  }

  private static void readExpiry(EntryDraft draft, JsonReader json) {
    long second = json.number("seconds since 1970, 0 meaning never", 0, LATEST_SECOND);
    Optional<Instant> time =
        second == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second));
    draft.set(EntryField.EXPIRES_AT, entry -> entry.expiresAt(time));
  }

  private static void readAttributes(EntryDraft draft, JsonReader json) {
    Attributes attributes = new Attributes();
    json.object(ATTRIBUTES, attributes);
    draft.set(
        EntryField.ADDITIONAL_ATTRIBUTES,
        entry ->
            entry.additionalAttributes(
                new AdditionalAttributes(attributes.disablePrefetch, attributes.includeJti)));
  }

  private static Duration seconds(JsonReader json) {
    return Duration.ofSeconds(
        json.number("seconds, 0 meaning the server's default", 0, Integer.MAX_VALUE));
  }

  private static final class Attributes {
    private boolean disablePrefetch;
    private boolean includeJti;
  }
}
