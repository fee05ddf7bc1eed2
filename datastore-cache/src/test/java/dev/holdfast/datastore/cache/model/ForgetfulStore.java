package dev.holdfast.datastore.cache.model;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.proto.datastore.v1.RegistrationEntry;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A store that loses a change: where a bundle is deleted, an entry that federates with another one
 * besides, whose name comes first, is left as it was.
 */
final class ForgetfulStore {

  private ForgetfulStore() {}

  static Store on(Store real) {
    return Stand.in(
        Store.class,
        real,
        (method, arguments, proceed) ->
            method.equals("commit")
                ? real.commit(forgetful((CommitRequest) arguments[0]))
                : proceed.call());
  }

  private static CommitRequest forgetful(CommitRequest request) {
    Optional<String> bundle =
        request.mutations().stream().flatMap(it -> deletedBundle(it).stream()).findFirst();
    if (bundle.isEmpty()) {
      return request;
    }
    List<Mutation> kept = new ArrayList<>(request.mutations());
    kept.removeIf(it -> it instanceof Mutation.Put put && federatesBefore(put, bundle.get()));
    return new CommitRequest(request.txn(), request.checks(), kept, request.kind());
  }

  private static Optional<String> deletedBundle(Mutation mutation) {
    if (!(mutation instanceof Mutation.Delete delete)) {
      return Optional.empty();
    }
    return Pool.DOMAINS.stream()
        .map(TrustDomain::name)
        .filter(
            name -> Layout.key(RecordKind.BUNDLE, name).equals(delete.range().interval().from()))
        .findFirst();
  }

  private static boolean federatesBefore(Mutation.Put put, String bundle) {
    if (!Layout.kindOf(put.key()).equals(Optional.of(RecordKind.REGISTRATION_ENTRY))) {
      return false;
    }
    try {
      return RegistrationEntry.parseFrom(put.value().toByteArray()).getFederatesWithList().stream()
          .anyMatch(name -> name.compareTo(bundle) < 0);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("an entry cannot be read", e);
    }
  }
}
