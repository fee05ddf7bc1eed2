package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.proto.datastore.v1.SelectorMatch;
import dev.holdfast.proto.datastore.v1.TrustDomainMatch;
import java.util.HashSet;
import java.util.Optional;

/** Filters to and from their messages. Equal filters have equal messages. */
public final class FilterCodec {

  private static final Reading READING = new Reading("filter");

  private FilterCodec() {}

  /**
   * Returns the message of a filter.
   *
   * @param filter the filter
   */
  public static dev.holdfast.proto.datastore.v1.EntryFilter encode(EntryFilter filter) {
    dev.holdfast.proto.datastore.v1.EntryFilter.Builder message =
        dev.holdfast.proto.datastore.v1.EntryFilter.newBuilder();
    filter.parentId().map(Object::toString).ifPresent(message::setByParentId);
    filter.spiffeId().map(Object::toString).ifPresent(message::setBySpiffeId);
    filter.selectors().map(FilterCodec::encodeSelectors).ifPresent(message::setBySelectors);
    filter.federatesWith().map(FilterCodec::encodeDomains).ifPresent(message::setByFederatesWith);
    filter.hint().ifPresent(message::setByHint);
    filter.downstream().ifPresent(message::setByDownstream);
    return message.build();
  }

  /**
   * Returns the filter of a message.
   *
   * @param message the message
   */
  public static EntryFilter decode(dev.holdfast.proto.datastore.v1.EntryFilter message) {
    return new EntryFilter(
        spiffeId("by_parent_id", message.getByParentId()),
        spiffeId("by_spiffe_id", message.getBySpiffeId()),
        message.hasBySelectors() ? Optional.of(decode(message.getBySelectors())) : Optional.empty(),
        message.hasByFederatesWith() ? decode(message.getByFederatesWith()) : Optional.empty(),
        Optional.of(message.getByHint()),
        message.hasByDownstream() ? Optional.of(message.getByDownstream()) : Optional.empty());
  }

  /**
   * Returns the message of a filter.
   *
   * @param filter the filter
   */
  public static dev.holdfast.proto.datastore.v1.NodeFilter encode(NodeFilter filter) {
    dev.holdfast.proto.datastore.v1.NodeFilter.Builder message =
        dev.holdfast.proto.datastore.v1.NodeFilter.newBuilder();
    filter.attestationType().ifPresent(message::setByAttestationType);
    filter.banned().ifPresent(message::setByBanned);
    filter.expiresBefore().map(Times::encode).ifPresent(message::setByExpiresBefore);
    filter.validAt().map(Times::encode).ifPresent(message::setByValidAt);
    filter.selectors().map(FilterCodec::encodeSelectors).ifPresent(message::setBySelectors);
    filter.canReattest().ifPresent(message::setByCanReattest);
    filter
        .ids()
        .ifPresent(
            ids -> {
              var sorted = message.getByIdsBuilder();
              ids.stream().map(Object::toString).sorted().forEach(sorted::addIds);
            });
    return message.build();
  }

  /**
   * Returns the filter of a message.
   *
   * @param message the message
   */
  public static NodeFilter decode(dev.holdfast.proto.datastore.v1.NodeFilter message) {
    return new NodeFilter(
        Optional.of(message.getByAttestationType()),
        message.hasByBanned() ? Optional.of(message.getByBanned()) : Optional.empty(),
        READING.time(
            "by_expires_before", message.hasByExpiresBefore(), message.getByExpiresBefore()),
        READING.time("by_valid_at", message.hasByValidAt(), message.getByValidAt()),
        message.hasBySelectors() ? Optional.of(decode(message.getBySelectors())) : Optional.empty(),
        message.hasByCanReattest() ? Optional.of(message.getByCanReattest()) : Optional.empty(),
        message.hasByIds()
            ? Optional.of(
                new HashSet<>(
                    READING.all("by_ids", message.getByIds().getIdsList(), SpiffeId::parse)))
            : Optional.empty());
  }

  private static Optional<SpiffeId> spiffeId(String field, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(READING.spiffeId(field, text));
  }

  private static SelectorMatch encodeSelectors(SetMatch<Selector> match) {
    SelectorMatch.Builder message = SelectorMatch.newBuilder().setMatch(encode(match.match()));
    match.members().stream().sorted().map(SelectorCodec::encode).forEach(message::addSelectors);
    return message.build();
  }

  private static SetMatch<Selector> decode(SelectorMatch message) {
    return new SetMatch<>(
        new HashSet<>(
            READING.all("by_selectors", message.getSelectorsList(), SelectorCodec::decode)),
        READING.one("by_selectors.match", message.getMatch(), FilterCodec::decode));
  }

  private static TrustDomainMatch encodeDomains(SetMatch<TrustDomain> match) {
    TrustDomainMatch.Builder message =
        TrustDomainMatch.newBuilder().setMatch(encode(match.match()));
    match.members().stream().sorted().map(TrustDomain::name).forEach(message::addTrustDomains);
    return message.build();
  }

  private static Optional<SetMatch<TrustDomain>> decode(TrustDomainMatch message) {
    if (message.getTrustDomainsCount() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new SetMatch<>(
            new HashSet<>(
                READING.all(
                    "by_federates_with", message.getTrustDomainsList(), TrustDomain::parse)),
            READING.one("by_federates_with.match", message.getMatch(), FilterCodec::decode)));
  }

  private static dev.holdfast.proto.datastore.v1.Match encode(Match match) {
    return switch (match) {
      case EXACT -> dev.holdfast.proto.datastore.v1.Match.MATCH_EXACT;
      case SUBSET -> dev.holdfast.proto.datastore.v1.Match.MATCH_SUBSET;
      case SUPERSET -> dev.holdfast.proto.datastore.v1.Match.MATCH_SUPERSET;
      case ANY -> dev.holdfast.proto.datastore.v1.Match.MATCH_ANY;
    };
  }

  private static Match decode(dev.holdfast.proto.datastore.v1.Match match) {
    return switch (match) {
      case MATCH_EXACT -> Match.EXACT;
      case MATCH_SUBSET -> Match.SUBSET;
      case MATCH_SUPERSET -> Match.SUPERSET;
      case MATCH_ANY -> Match.ANY;
      case MATCH_UNSPECIFIED, UNRECOGNIZED ->
          throw new DataStoreException(
              DataStoreException.Reason.INVALID,
              "it is " + match + "; it is one of EXACT, SUBSET, SUPERSET and ANY");
    };
  }
}
