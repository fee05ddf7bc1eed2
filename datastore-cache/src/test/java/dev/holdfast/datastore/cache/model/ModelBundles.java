package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.datastore.cache.model.ModelState.Edit;
import dev.holdfast.datastore.cache.model.Pool.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The bundles of a {@link Model}. */
final class ModelBundles implements Bundles {

  private static final RecordKind KIND = RecordKind.BUNDLE;

  private final Model model;

  ModelBundles(Model model) {
    this.model = model;
  }

  @Override
  public Stored<Bundle> create(Bundle bundle) {
    ModelRules.check(bundle, EnumSet.allOf(BundleField.class));
    model.requireAbsent(KIND, bundle.key());
    return model.commit(edit -> edit.write(bundle));
  }

  @Override
  public Stored<Bundle> set(Bundle bundle) {
    ModelRules.check(bundle, EnumSet.allOf(BundleField.class));
    return model.commit(edit -> edit.write(bundle));
  }

  @Override
  public Read<Optional<Stored<Bundle>>> fetch(
      TrustDomain trustDomain, ReadConsistency consistency) {
    return model.read(model.shown().find(KIND, trustDomain.name()));
  }

  @Override
  public Read<List<Stored<Bundle>>> list(ReadConsistency consistency) {
    return model.read(model.shown().all(KIND));
  }

  @Override
  public Page<Stored<Bundle>> list(PageRequest page) {
    return model.<Bundle>page("bundles", KIND, page, bundle -> true, stored -> stored);
  }

  @Override
  public Read<Long> count(ReadConsistency consistency) {
    return model.read((long) model.shown().held(KIND).size());
  }

  @Override
  public Stored<Bundle> update(Bundle bundle, Set<BundleField> fields, Expectation expectation) {
    ModelRules.check(bundle, fields);
    Stored<Bundle> before = model.required(KIND, bundle.key(), expectation);
    Bundle.Builder after = before.value().toBuilder();
    for (BundleField field : fields) {
      switch (field) {
        case X509_AUTHORITIES -> after.x509Authorities(bundle.x509Authorities());
        case JWT_AUTHORITIES -> after.jwtAuthorities(bundle.jwtAuthorities());
        case WIT_AUTHORITIES -> after.witAuthorities(bundle.witAuthorities());
        case REFRESH_HINT -> after.refreshHint(bundle.refreshHint());
        case SEQUENCE_NUMBER -> after.sequenceNumber(bundle.sequenceNumber());
      }
    }
    return model.commit(edit -> edit.write(after.build()));
  }

  @Override
  public Deleted<Bundle> delete(TrustDomain trustDomain, DeleteMode mode, Expectation expectation) {
    Stored<Bundle> bundle = model.required(KIND, trustDomain.name(), expectation);
    List<RegistrationEntry> federated = new ArrayList<>();
    for (Stored<RegistrationEntry> entry :
        model.head().<RegistrationEntry>all(RecordKind.REGISTRATION_ENTRY)) {
      if (entry.value().federatesWith().contains(trustDomain)) {
        federated.add(entry.value());
      }
    }
    if (mode == DeleteMode.RESTRICT && !federated.isEmpty()) {
      throw Model.refusal(Reason.BUNDLE_IN_USE);
    }
    return model.committed(
        edit -> {
          federated.forEach(entry -> release(edit, entry, trustDomain, mode));
          edit.delete(KIND, trustDomain.name());
        },
        floor -> new Deleted<>(bundle, floor));
  }

  private static void release(
      Edit edit, RegistrationEntry entry, TrustDomain trustDomain, DeleteMode mode) {
    if (mode == DeleteMode.DELETE) {
      edit.delete(RecordKind.REGISTRATION_ENTRY, entry.id());
    } else {
      Set<TrustDomain> others = new HashSet<>(entry.federatesWith());
      others.remove(trustDomain);
      Object unused = edit.write(entry.toBuilder().federatesWith(others).build());
    }
  }

  @Override
  public Stored<Bundle> append(Bundle bundle) {
    ModelRules.check(bundle, EnumSet.allOf(BundleField.class));
    Optional<Stored<Bundle>> before = model.head().find(KIND, bundle.key());
    if (before.isEmpty()) {
      return model.commit(edit -> edit.write(bundle));
    }
    Bundle old = before.get().value();
    Bundle merged =
        old.toBuilder()
            .x509Authorities(union(old.x509Authorities(), bundle.x509Authorities()))
            .jwtAuthorities(union(old.jwtAuthorities(), bundle.jwtAuthorities()))
            .witAuthorities(union(old.witAuthorities(), bundle.witAuthorities()))
            .build();
    return merged.equals(old) ? before.get() : model.commit(edit -> edit.write(counted(merged)));
  }

  private static <T> List<T> union(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>();
    for (List<T> some : List.of(first, second)) {
      for (T one : some) {
        if (!all.contains(one)) {
          all.add(one);
        }
      }
    }
    return all;
  }

  private static Bundle counted(Bundle bundle) {
    return bundle.toBuilder().sequenceNumber(bundle.sequenceNumber() + 1).build();
  }

  @Override
  public Optional<Stored<Bundle>> prune(TrustDomain trustDomain, Instant expiresBy) {
    Optional<Stored<Bundle>> before = model.head().find(KIND, trustDomain.name());
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Bundle old = before.get().value();
    List<X509Authority> x509 = new ArrayList<>();
    for (X509Authority authority : old.x509Authorities()) {
      if (Certificate.of(authority).notAfter().isAfter(expiresBy)) {
        x509.add(authority);
      }
    }
    requireLeft(old.x509Authorities(), x509);
    List<AuthorityKey> jwt = living(old.jwtAuthorities(), expiresBy);
    List<AuthorityKey> wit = living(old.witAuthorities(), expiresBy);
    Bundle after =
        old.toBuilder().x509Authorities(x509).jwtAuthorities(jwt).witAuthorities(wit).build();
    return after.equals(old)
        ? Optional.empty()
        : Optional.of(model.commit(edit -> edit.write(counted(after))));
  }

  private static List<AuthorityKey> living(List<AuthorityKey> keys, Instant expiresBy) {
    List<AuthorityKey> left = new ArrayList<>();
    for (AuthorityKey key : keys) {
      if (key.notAfter().isEmpty() || key.notAfter().get().isAfter(expiresBy)) {
        left.add(key);
      }
    }
    requireLeft(keys, left);
    return left;
  }

  private static void requireLeft(List<?> before, List<?> left) {
    if (left.isEmpty() && !before.isEmpty()) {
      throw Model.refusal(Reason.LAST_AUTHORITY);
    }
  }

  @Override
  public Stored<Bundle> taint(TrustDomain trustDomain, AuthorityId authority) {
    return edit(
        trustDomain,
        authority,
        Taint.WANTED_ABSENT,
        it -> Optional.of(new X509Authority(it.certificate(), true)),
        it -> Optional.of(it.asTainted()));
  }

  @Override
  public Stored<Bundle> revoke(TrustDomain trustDomain, AuthorityId authority) {
    return edit(
        trustDomain,
        authority,
        Taint.WANTED_PRESENT,
        it -> Optional.empty(),
        it -> Optional.empty());
  }

  private enum Taint {
    WANTED_PRESENT,
    WANTED_ABSENT;

    void check(boolean tainted) {
      if (tainted != (this == WANTED_PRESENT)) {
        throw Model.refusal(Reason.INVALID);
      }
    }
  }

  private Stored<Bundle> edit(
      TrustDomain trustDomain,
      AuthorityId id,
      Taint taint,
      Function<X509Authority, Optional<X509Authority>> certificate,
      Function<AuthorityKey, Optional<AuthorityKey>> key) {
    Bundle old = model.<Bundle>required(KIND, trustDomain.name(), Expectation.any()).value();
    Bundle.Builder after = counted(old).toBuilder();
    if (id instanceof AuthorityId.X509 x509) {
      List<X509Authority> left = new ArrayList<>();
      boolean found = false;
      for (X509Authority authority : old.x509Authorities()) {
        if (Certificate.of(authority).keyId().equalsIgnoreCase(x509.subjectKeyId())) {
          found = true;
          taint.check(authority.tainted());
          certificate.apply(authority).ifPresent(left::add);
        } else {
          left.add(authority);
        }
      }
      if (!found) {
        throw Model.refusal(Reason.NOT_FOUND);
      }
      after.x509Authorities(left);
    } else if (id instanceof AuthorityId.Jwt jwt) {
      after.jwtAuthorities(edited(old.jwtAuthorities(), jwt.keyId(), taint, key));
    } else if (id instanceof AuthorityId.Wit wit) {
      after.witAuthorities(edited(old.witAuthorities(), wit.keyId(), taint, key));
    }
    return model.commit(edit -> edit.write(after.build()));
  }

  private static List<AuthorityKey> edited(
      List<AuthorityKey> keys,
      String id,
      Taint taint,
      Function<AuthorityKey, Optional<AuthorityKey>> change) {
    List<AuthorityKey> meant = keys.stream().filter(key -> key.keyId().equals(id)).toList();
    if (meant.isEmpty()) {
      throw Model.refusal(Reason.NOT_FOUND);
    }
    if (meant.size() > 1) {
      throw Model.refusal(Reason.INTERNAL);
    }
    taint.check(meant.get(0).tainted());
    List<AuthorityKey> left = new ArrayList<>();
    for (AuthorityKey key : keys) {
      if (key.keyId().equals(id)) {
        change.apply(key).ifPresent(left::add);
      } else {
        left.add(key);
      }
    }
    return left;
  }
}
