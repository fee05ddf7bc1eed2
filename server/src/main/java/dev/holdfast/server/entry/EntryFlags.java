package dev.holdfast.server.entry;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe an entry. */
final class EntryFlags {

  @Option(
      names = "--spiffe-id",
      paramLabel = "ID",
      description = "The identity, such as spiffe://example.org/db.")
  private Optional<SpiffeId> spiffeId = Optional.empty();

  @Option(
      names = "--parent-id",
      paramLabel = "ID",
      description = "The SPIFFE id of the node or workload that may hand the identity out.")
  private Optional<SpiffeId> parentId = Optional.empty();

  @Option(
      names = "--selector",
      paramLabel = "TYPE:VALUE",
      description = "What a workload must have to get the identity; repeat it for more.")
  private List<Selector> selectors = List.of();

  @Option(
      names = "--federates-with",
      paramLabel = "DOMAIN",
      description = "A trust domain whose bundle is handed out as well; repeat it for more.")
  private List<TrustDomain> federatesWith = List.of();

  @Option(
      names = "--hint",
      paramLabel = "TEXT",
      description = "Tells the identities of one workload apart.")
  private Optional<String> hint = Optional.empty();

  @Option(
      names = "--x509-svid-ttl",
      paramLabel = "TIME",
      description = "How long an X.509-SVID lives, such as 3600 or 1h; 0: the server's default.")
  private Optional<Duration> x509SvidTtl = Optional.empty();

  @Option(
      names = "--jwt-svid-ttl",
      paramLabel = "TIME",
      description = "How long a JWT-SVID lives, such as 300 or 5m; 0: the server's default.")
  private Optional<Duration> jwtSvidTtl = Optional.empty();

  @Option(
      names = "--entry-expiry",
      paramLabel = "WHEN",
      description = "When the entry expires: 2030-01-31T12:00:00Z, or seconds since 1970.")
  private Optional<Instant> expiresAt = Optional.empty();

  @Option(
      names = "--dns",
      paramLabel = "NAME",
      description = "A DNS name of the X.509-SVID; repeat it for more.")
  private List<String> dnsNames = List.of();

  @Option(
      names = "--admin",
      negatable = true,
      description = "Whether the identity may administer the server.")
  private @Nullable Boolean admin;

  @Option(
      names = "--downstream",
      negatable = true,
      description = "Whether the identity belongs to a downstream server.")
  private @Nullable Boolean downstream;

  @Option(
      names = "--store-svid",
      negatable = true,
      description = "Whether the X.509-SVID is kept in a secret store.")
  private @Nullable Boolean storeSvid;

  @Option(
      names = "--disable-x509-svid-prefetch",
      negatable = true,
      description = "Whether agents fetch the X.509-SVID only when it is asked for.")
  private @Nullable Boolean disablePrefetch;

  @Option(
      names = "--jwt-svid-include-jti",
      negatable = true,
      description = "Whether JWT-SVIDs have an id of their own.")
  private @Nullable Boolean includeJti;

  /** Returns what the options describe. */
  EntryDraft toDraft() {
    EntryDraft draft = new EntryDraft();
    spiffeId.ifPresent(draft::setSpiffeId);
    set(draft, EntryField.PARENT_ID, parentId, RegistrationEntry.Builder::parentId);
    set(draft, EntryField.SELECTORS, given(selectors), RegistrationEntry.Builder::selectors);
    set(
        draft,
        EntryField.FEDERATES_WITH,
        given(federatesWith).map(TreeSet::new),
        RegistrationEntry.Builder::federatesWith);
    set(draft, EntryField.HINT, hint, RegistrationEntry.Builder::hint);
    set(draft, EntryField.X509_SVID_TTL, x509SvidTtl, RegistrationEntry.Builder::x509SvidTtl);
    set(draft, EntryField.JWT_SVID_TTL, jwtSvidTtl, RegistrationEntry.Builder::jwtSvidTtl);
    set(draft, EntryField.EXPIRES_AT, expiresAt, RegistrationEntry.Builder::expiresAt);
    set(draft, EntryField.DNS_NAMES, given(dnsNames), RegistrationEntry.Builder::dnsNames);
    set(draft, EntryField.ADMIN, flag(admin), RegistrationEntry.Builder::admin);
    set(draft, EntryField.DOWNSTREAM, flag(downstream), RegistrationEntry.Builder::downstream);
    set(draft, EntryField.STORE_SVID, flag(storeSvid), RegistrationEntry.Builder::storeSvid);
    set(
        draft,
        EntryField.ADDITIONAL_ATTRIBUTES,
        attributes(),
        RegistrationEntry.Builder::additionalAttributes);
    return draft;
  }

  private Optional<AdditionalAttributes> attributes() {
    return disablePrefetch == null && includeJti == null
        ? Optional.empty()
        : Optional.of(
            new AdditionalAttributes(
                Boolean.TRUE.equals(disablePrefetch), Boolean.TRUE.equals(includeJti)));
  }

  private static Optional<Boolean> flag(@Nullable Boolean flag) {
    return Optional.ofNullable(flag);
  }

  private static <T> Optional<List<T>> given(List<T> values) {
    return Optional.of(values).filter(list -> !list.isEmpty());
  }

  private static <T> void set(
      EntryDraft draft,
      EntryField field,
      Optional<T> value,
      BiConsumer<RegistrationEntry.Builder, T> setter) {
    value.ifPresent(present -> draft.set(field, entry -> setter.accept(entry, present)));
  }
}
