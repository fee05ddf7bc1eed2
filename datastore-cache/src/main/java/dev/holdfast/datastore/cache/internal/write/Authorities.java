package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.X509Authority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What becomes of a bundle's authorities. Every change makes the sequence number grow by one. */
final class Authorities {

  private static final String X509 = "x509_authorities";
  private static final String JWT = "jwt_authorities";
  private static final String WIT = "wit_authorities";

  private Authorities() {}

  /** Returns a bundle with the authorities of another besides; nothing where it lacks none. */
  static Optional<Bundle> append(Bundle bundle, Bundle other) {
    Bundle merged =
        bundle.toBuilder()
            .x509Authorities(union(bundle.x509Authorities(), other.x509Authorities()))
            .jwtAuthorities(union(bundle.jwtAuthorities(), other.jwtAuthorities()))
            .witAuthorities(union(bundle.witAuthorities(), other.witAuthorities()))
            .build();
    return changed(bundle, merged);
  }

  private static <T> List<T> union(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }

  private static Optional<Bundle> changed(Bundle before, Bundle after) {
    return after.equals(before)
        ? Optional.empty()
        : Optional.of(after.toBuilder().sequenceNumber(before.sequenceNumber() + 1).build());
  }

  /** Returns a bundle without what expires by a time; nothing where nothing does. */
  static Optional<Bundle> prune(Bundle bundle, Instant expiresBy) {
    Predicate<AuthorityKey> lives =
        key -> key.notAfter().filter(end -> !end.isAfter(expiresBy)).isEmpty();
    Bundle pruned =
        bundle.toBuilder()
            .x509Authorities(
                keep(
                    X509,
                    bundle.x509Authorities(),
                    authority -> Certificates.of(authority).expire().isAfter(expiresBy)))
            .jwtAuthorities(keep(JWT, bundle.jwtAuthorities(), lives))
            .witAuthorities(keep(WIT, bundle.witAuthorities(), lives))
            .build();
    return changed(bundle, pruned);
  }

  private static <T> List<T> keep(String field, List<T> authorities, Predicate<T> lives) {
    List<T> left = authorities.stream().filter(lives).toList();
    if (left.isEmpty() && !authorities.isEmpty()) {
      throw new DataStoreException(
              Reason.LAST_AUTHORITY,
              "all " + authorities.size() + " have expired; add one that has not first")
          .of("bundle", field);
    }
    return left;
  }

  /** Returns a bundle of which an authority is tainted. */
  static Bundle taint(Bundle bundle, AuthorityId id) {
    return edit(
        bundle,
        id,
        new Edit() {
          @Override
          public Optional<X509Authority> of(X509Authority authority) {
            requireTainted(X509, authority.tainted(), false);
            return Optional.of(new X509Authority(authority.certificate(), true));
          }

          @Override
          public Optional<AuthorityKey> of(String field, AuthorityKey key) {
            requireTainted(field, key.tainted(), false);
            return Optional.of(
                new AuthorityKey(key.keyId(), key.publicKey(), key.notAfter(), true));
          }
        });
  }

  /** Returns a bundle without an authority that is tainted. */
  static Bundle revoke(Bundle bundle, AuthorityId id) {
    return edit(
        bundle,
        id,
        new Edit() {
          @Override
          public Optional<X509Authority> of(X509Authority authority) {
            requireTainted(X509, authority.tainted(), true);
            return Optional.empty();
          }

          @Override
          public Optional<AuthorityKey> of(String field, AuthorityKey key) {
            requireTainted(field, key.tainted(), true);
            return Optional.empty();
          }
        });
  }

  private static void requireTainted(String field, boolean tainted, boolean required) {
    if (tainted != required) {
      throw DataStoreException.invalid(
          "bundle",
          field,
          tainted ? "the authority is tainted already" : "the authority is not tainted; taint it");
    }
  }

  /** What becomes of the authority that is meant; nothing means that it goes. */
  private interface Edit {

    Optional<X509Authority> of(X509Authority authority);

    Optional<AuthorityKey> of(String field, AuthorityKey key);
  }

  private static Bundle edit(Bundle bundle, AuthorityId id, Edit edit) {
    Bundle.Builder changed = bundle.toBuilder().sequenceNumber(bundle.sequenceNumber() + 1);
    if (id instanceof AuthorityId.X509 x509) {
      changed.x509Authorities(editX509(bundle, x509.subjectKeyId(), edit));
    } else if (id instanceof AuthorityId.Jwt jwt) {
      changed.jwtAuthorities(editKeys(JWT, bundle.jwtAuthorities(), jwt.keyId(), edit));
    } else if (id instanceof AuthorityId.Wit wit) {
      changed.witAuthorities(editKeys(WIT, bundle.witAuthorities(), wit.keyId(), edit));
    }
    return changed.build();
  }

  private static List<X509Authority> editX509(Bundle bundle, String subjectKeyId, Edit edit) {
    String wanted = subjectKeyId.toLowerCase(Locale.ROOT);
    List<X509Authority> left = new ArrayList<>();
    boolean found = false;
    for (X509Authority authority : bundle.x509Authorities()) {
      if (Certificates.of(authority).subjectKeyId().filter(wanted::equals).isPresent()) {
        found = true;
        edit.of(authority).ifPresent(left::add);
      } else {
        left.add(authority);
      }
    }
    requireFound(X509, found, "with the subject key id " + subjectKeyId);
    return left;
  }

  private static List<AuthorityKey> editKeys(
      String field, List<AuthorityKey> keys, String keyId, Edit edit) {
    long matching = keys.stream().filter(key -> key.keyId().equals(keyId)).count();
    requireFound(field, matching > 0, "with the key id " + keyId);
    if (matching > 1) {
      throw new DataStoreException(
              Reason.INTERNAL, matching + " keys have the id " + keyId + "; set the bundle anew")
          .of("bundle", field);
    }
    List<AuthorityKey> left = new ArrayList<>();
    for (AuthorityKey key : keys) {
      if (key.keyId().equals(keyId)) {
        edit.of(field, key).ifPresent(left::add);
      } else {
        left.add(key);
      }
    }
    return left;
  }

  private static void requireFound(String field, boolean found, String what) {
    if (!found) {
      throw new DataStoreException(Reason.NOT_FOUND, "there is none " + what).of("bundle", field);
    }
  }
}
