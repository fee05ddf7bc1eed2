package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.datastore.cache.contract.TestCertificates;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Few values of each sort, so that what is drawn at random often meets what is there. */
final class Pool {

  static final TrustDomain HOME = new TrustDomain("example.org");
  static final SpiffeId SERVER = new SpiffeId(HOME, "/spire/server");
  static final List<TrustDomain> DOMAINS =
      List.of(HOME, new TrustDomain("a.org"), new TrustDomain("b.org"), new TrustDomain("c.org"));
  static final List<SpiffeId> AGENTS = ids("agent/1", "agent/2", "agent/3", "agent/4");
  static final List<SpiffeId> WORKLOADS = ids("db", "web", "job", "mail");
  static final Instant NOON = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant NEVER_YET = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final List<Selector> SELECTORS =
      List.of(
          Selector.parse("a:1"),
          Selector.parse("a:2"),
          Selector.parse("a:3"),
          Selector.parse("b:1"),
          Selector.parse("b:2"));

  private final Random random;

  Pool(Random random) {
    this.random = random;
  }

  private static List<SpiffeId> ids(String... paths) {
    return List.of(paths).stream().map(path -> new SpiffeId(HOME, "/" + path)).toList();
  }

  /** What is known of the certificates that are drawn. */
  enum Certificate {
    EARLY(TestCertificates.EARLY, TestCertificates.EARLY_ID, NOON),
    LATE(TestCertificates.LATE, TestCertificates.LATE_ID, Instant.parse("2034-12-30T00:00:00Z")),
    UNREADABLE(Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}), "010203", NOON);

    private final String base64;
    private final String keyId;
    private final Instant notAfter;

    Certificate(String base64, String keyId, Instant notAfter) {
      this.base64 = base64;
      this.keyId = keyId;
      this.notAfter = notAfter;
    }

    static Certificate of(X509Authority authority) {
      for (Certificate one : values()) {
        if (one.der().equals(authority.certificate()) && one != UNREADABLE) {
          return one;
        }
      }
      throw Model.refusal(Reason.INTERNAL);
    }

    Bytes der() {
      return Bytes.wrap(Base64.getDecoder().decode(base64));
    }

    String keyId() {
      return keyId;
    }

    Instant notAfter() {
      return notAfter;
    }
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Returns true once in so many draws. */
  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  /** Returns some of several values, each once, in any order. */
  <T> List<T> some(List<T> of, int atLeast, int atMost) {
    List<T> all = new ArrayList<>(of);
    Collections.shuffle(all, random);
    return List.copyOf(all.subList(0, atLeast + random.nextInt(atMost - atLeast + 1)));
  }

  <T> Set<T> set(List<T> of, int atLeast, int atMost) {
    return new HashSet<>(some(of, atLeast, atMost));
  }

  Match match() {
    return one(Match.values());
  }

  TrustDomain domain() {
    return one(DOMAINS);
  }

  List<Selector> selectors(int atLeast, int atMost) {
    return some(SELECTORS, atLeast, atMost);
  }

  String entryId() {
    return "e" + below(16);
  }

  /** Returns a time that others often are, or the moment before or behind one. */
  Instant time() {
    return NOON.plus(Duration.ofDays(below(3))).plusNanos(below(3) - 1);
  }

  Optional<Instant> perhapsTime() {
    return once(3) ? Optional.empty() : Optional.of(time());
  }

  Instant outsideTime() {
    return once(2) ? NEVER_YET.plusNanos(1) : Instant.parse("0000-12-31T23:59:59Z");
  }

  Bundle bundle(TrustDomain domain) {
    List<X509Authority> authorities = new ArrayList<>();
    for (Certificate certificate : some(List.of(Certificate.values()), 0, 2)) {
      if (certificate != Certificate.UNREADABLE || once(2)) {
        authorities.add(new X509Authority(certificate.der(), once(3)));
      }
    }
    Bundle.Builder bundle =
        Bundle.builder(domain)
            .x509Authorities(authorities)
            .jwtAuthorities(keys())
            .witAuthorities(keys())
            .refreshHint(once(2) ? Optional.empty() : Optional.of(Duration.ofSeconds(below(3))))
            .sequenceNumber(below(3));
    if (once(14)) {
      bundle.sequenceNumber(-1);
    } else if (once(14)) {
      bundle.refreshHint(Duration.ofSeconds(-1));
    }
    return bundle.build();
  }

  private List<AuthorityKey> keys() {
    List<AuthorityKey> keys = new ArrayList<>();
    for (int i = below(3); i > 0; i--) {
      Optional<Instant> end = once(60) ? Optional.of(outsideTime()) : perhapsTime();
      keys.add(new AuthorityKey(keyId(), Bytes.utf8("key " + below(2)), end, once(3)));
    }
    return keys;
  }

  String keyId() {
    return "k" + below(3);
  }
}
