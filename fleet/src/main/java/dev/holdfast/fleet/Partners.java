package dev.holdfast.fleet;

import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The trust domains that a fleet federates with: large ones, which share most of the entries that
 * federate, and small ones, with a few each.
 */
final class Partners {

  /** Every so many-th workload federates. */
  private static final int SHARE = 25;

  private static final int FEWEST = 10;
  private static final int ENTRIES_PER_PARTNER = 5_000;
  private static final int ENTRIES_OF_A_SMALL_ONE = 12;
  private static final Duration REFRESH = Duration.ofMinutes(5);

  private final TrustDomain own;
  private final int count;
  private final int large;
  private final Roots roots = Roots.read();

  Partners(TrustDomain own, FleetSize size) {
    this.own = own;
    this.count = FEWEST + size.entries() / ENTRIES_PER_PARTNER;
    this.large = count - count / 3;
  }

  int count() {
    return count;
  }

  private static TrustDomain domain(int number) {
    return new TrustDomain(String.format(Locale.ROOT, "partner-%04d.example", number));
  }

  /** Returns the trust domains that a workload federates with. */
  Set<TrustDomain> of(int workload) {
    if (workload % SHARE != 0) {
      return Set.of();
    }
    int number = workload / SHARE;
    int small = number / ENTRIES_OF_A_SMALL_ONE;
    if (large + small < count) {
      return Set.of(domain(large + small));
    }
    return number % 3 == 0
        ? Set.of(domain(number % large), domain((number + 1) % large))
        : Set.of(domain(number % large));
  }

  /** Returns the bundles, in the order of their trust domains. */
  Stream<Bundle> bundles() {
    return Stream.concat(Stream.of(own), IntStream.range(0, count).mapToObj(Partners::domain))
        .sorted()
        .map(this::bundle);
  }

  private Bundle bundle(TrustDomain domain) {
    return Bundle.builder(domain)
        .x509Authorities(List.of(X509Authority.of(roots.certificate())))
        .jwtAuthorities(List.of(AuthorityKey.of(domain.name() + "-1", roots.publicKey())))
        .refreshHint(REFRESH)
        .sequenceNumber(1)
        .build();
  }

  /** Returns how the bundles of others are kept up to date, in the order of trust domains. */
  Stream<FederationRelationship> relationships() {
    return IntStream.range(0, count).mapToObj(Partners::relationship);
  }

  private static FederationRelationship relationship(int number) {
    TrustDomain domain = domain(number);
    return new FederationRelationship(
        domain,
        URI.create("https://" + domain.name() + "/bundle"),
        number % 2 == 0
            ? BundleEndpointProfile.httpsWeb()
            : BundleEndpointProfile.httpsSpiffe(new SpiffeId(domain, "/bundle-server")));
  }
}
