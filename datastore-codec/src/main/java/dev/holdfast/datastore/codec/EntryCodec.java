package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Registration entries to and from their messages. */
public final class EntryCodec {

  /** What messages of errors call an entry. */
  public static final String OBJECT = "registration entry";

  private static final Reading READING = new Reading(OBJECT);

  /** An entry of which nothing is written but what an update puts into it. */
  private static final RegistrationEntry ANY =
      RegistrationEntry.builder().spiffeId(SpiffeId.parse("spiffe://any")).build();

  private EntryCodec() {}

  /**
   * Returns the entry of a message; one without an id gets a random one.
   *
   * @param message the message
   */
  public static RegistrationEntry decode(
      dev.holdfast.proto.datastore.v1.RegistrationEntry message) {
    RegistrationEntry.Builder entry = RegistrationEntry.builder().id(message.getId());
    for (EntryField field : EntryField.values()) {
      read(message, field, entry);
    }
    return entry.build();
  }

  /**
   * Returns the update that a message makes, of which only some fields are looked at.
   *
   * @param message the message
   * @param fields the fields
   */
  public static EntryUpdate decodeUpdate(
      dev.holdfast.proto.datastore.v1.RegistrationEntry message, Set<EntryField> fields) {
    RegistrationEntry.Builder values = RegistrationEntry.builder();
    fields.forEach(field -> read(message, field, values));
    return EntryUpdate.of(values, fields);
  }

  private static void read(
      dev.holdfast.proto.datastore.v1.RegistrationEntry message,
      EntryField field,
      RegistrationEntry.Builder entry) {
    switch (field) {
      case PARENT_ID -> entry.parentId(spiffeId("parent_id", message.getParentId()));
      case SPIFFE_ID -> spiffeId("spiffe_id", message.getSpiffeId()).ifPresent(entry::spiffeId);
      case SELECTORS ->
          entry.selectors(SelectorCodec.decode(OBJECT, "selectors", message.getSelectorsList()));
      case FEDERATES_WITH ->
          entry.federatesWith(
              Set.copyOf(
                  READING.all(
                      "federates_with", message.getFederatesWithList(), TrustDomain::parse)));
      case HINT -> entry.hint(message.getHint());
      case DOWNSTREAM -> entry.downstream(message.getDownstream());
      case ADMIN -> entry.admin(message.getAdmin());
      case STORE_SVID -> entry.storeSvid(message.getStoreSvid());
      case X509_SVID_TTL ->
          entry.x509SvidTtl(
              READING.duration(
                  "x509_svid_ttl", message.hasX509SvidTtl(), message.getX509SvidTtl()));
      case JWT_SVID_TTL ->
          entry.jwtSvidTtl(
              READING.duration("jwt_svid_ttl", message.hasJwtSvidTtl(), message.getJwtSvidTtl()));
      case EXPIRES_AT ->
          entry.expiresAt(
              READING.time("expires_at", message.hasExpiresAt(), message.getExpiresAt()));
      case DNS_NAMES -> entry.dnsNames(message.getDnsNamesList());
      case ADDITIONAL_ATTRIBUTES -> entry.additionalAttributes(attributes(message));
    }
  }

  private static Optional<SpiffeId> spiffeId(String field, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(READING.spiffeId(field, text));
  }

  private static Optional<AdditionalAttributes> attributes(
      dev.holdfast.proto.datastore.v1.RegistrationEntry message) {
    return message.hasAdditionalAttributes()
        ? Optional.of(decode(message.getAdditionalAttributes()))
        : Optional.empty();
  }

  private static AdditionalAttributes decode(
      dev.holdfast.proto.datastore.v1.AdditionalAttributes message) {
    return new AdditionalAttributes(
        message.getDisableX509SvidPrefetch(), message.getJwtSvidIncludeJti());
  }

  /**
   * Returns the message of an entry.
   *
   * @param entry the entry
   */
  public static dev.holdfast.proto.datastore.v1.RegistrationEntry encode(RegistrationEntry entry) {
    dev.holdfast.proto.datastore.v1.RegistrationEntry.Builder message =
        dev.holdfast.proto.datastore.v1.RegistrationEntry.newBuilder().setId(entry.id());
    write(entry, EnumSet.allOf(EntryField.class), message);
    return message.build();
  }

  /**
   * Returns the message of an update, which holds only the fields that change.
   *
   * @param id the entry's id
   * @param update the update
   * @throws dev.holdfast.datastore.DataStoreException if it takes the SPIFFE id away
   */
  public static dev.holdfast.proto.datastore.v1.RegistrationEntry encode(
      String id, EntryUpdate update) {
    dev.holdfast.proto.datastore.v1.RegistrationEntry.Builder message =
        dev.holdfast.proto.datastore.v1.RegistrationEntry.newBuilder().setId(id);
    write(update.applyTo(ANY), update.fields(), message);
    return message.build();
  }

  /**
   * Writes some fields of an entry into a message, and leaves alone what it does not know.
   *
   * @param entry the entry
   * @param fields the fields
   * @param message the message
   */
  public static void write(
      RegistrationEntry entry,
      Set<EntryField> fields,
      dev.holdfast.proto.datastore.v1.RegistrationEntry.Builder message) {
    fields.forEach(field -> write(entry, field, message));
  }

  private static void write(
      RegistrationEntry entry,
      EntryField field,
      dev.holdfast.proto.datastore.v1.RegistrationEntry.Builder message) {
    switch (field) {
      case PARENT_ID -> message.setParentId(entry.parentId().map(Object::toString).orElse(""));
      case SPIFFE_ID -> message.setSpiffeId(entry.spiffeId().toString());
      case SELECTORS ->
          message.clearSelectors().addAllSelectors(SelectorCodec.encode(entry.selectors()));
      case FEDERATES_WITH -> {
        message.clearFederatesWith();
        entry.federatesWith().forEach(domain -> message.addFederatesWith(domain.name()));
      }
      case HINT -> message.setHint(entry.hint());
      case DOWNSTREAM -> message.setDownstream(entry.downstream());
      case ADMIN -> message.setAdmin(entry.admin());
      case STORE_SVID -> message.setStoreSvid(entry.storeSvid());
      case X509_SVID_TTL -> {
        message.clearX509SvidTtl();
        entry.x509SvidTtl().map(Times::encode).ifPresent(message::setX509SvidTtl);
      }
      case JWT_SVID_TTL -> {
        message.clearJwtSvidTtl();
        entry.jwtSvidTtl().map(Times::encode).ifPresent(message::setJwtSvidTtl);
      }
      case EXPIRES_AT -> {
        message.clearExpiresAt();
        entry
            .expiresAt()
            .map(time -> READING.one("expires_at", time, Times::encode))
            .ifPresent(message::setExpiresAt);
      }
      case DNS_NAMES -> message.clearDnsNames().addAllDnsNames(entry.dnsNames());
      case ADDITIONAL_ATTRIBUTES ->
          entry
              .additionalAttributes()
              .ifPresentOrElse(
                  attributes -> write(attributes, message.getAdditionalAttributesBuilder()),
                  message::clearAdditionalAttributes);
    }
  }

  private static void write(
      AdditionalAttributes attributes,
      dev.holdfast.proto.datastore.v1.AdditionalAttributes.Builder message) {
    message
        .setDisableX509SvidPrefetch(attributes.disableX509SvidPrefetch())
        .setJwtSvidIncludeJti(attributes.jwtSvidIncludeJti());
  }
}
