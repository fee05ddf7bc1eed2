package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.store.Bytes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a write learns what it rests on. */
public interface Source {

  /**
   * Returns those of some records that are there, by key.
   *
   * @param keys their keys
   */
  Map<Bytes, Current> records(Collection<Bytes> keys);

  /**
   * Returns a record, if it is there.
   *
   * @param key its key
   */
  default Optional<Current> record(Bytes key) {
    return Optional.ofNullable(records(List.of(key)).get(key));
  }

  /**
   * Returns the aliases of a node that was attested by a join token: the entries that have it as
   * their parent and its id as their only selector.
   *
   * @param nodeId the node's id
   */
  List<Current> aliases(SpiffeId nodeId);

  /**
   * Returns the ids of the entries that have the same parent ids, SPIFFE ids and sets of selectors
   * as some others, in the same order.
   *
   * @param entries the others
   */
  List<Optional<String>> similar(List<RegistrationEntry> entries);
}
