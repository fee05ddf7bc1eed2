package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.state.EntryTable;
import java.util.List;

/**
 * What the entries that an agent may hand out follow from: its own SPIFFE id, where it is the
 * parent of any, and those of its aliases. Agents with the same seeds have the same entries.
 */
final class Seeds {

  private final TrustDomain domain;
  private final List<SpiffeId> parents;
  private final int[] places;
  private final int hash;

  /**
   * Makes seeds.
   *
   * @param domain the agent's trust domain; entries of others are left out
   * @param parents the SPIFFE ids, each once, in their order
   */
  Seeds(TrustDomain domain, List<SpiffeId> parents) {
    this.domain = domain;
    this.parents = List.copyOf(parents);
    this.places = parents.stream().mapToInt(EntryTable::placeOf).toArray();
    this.hash = 31 * domain.hashCode() + this.parents.hashCode();
  }

  TrustDomain domain() {
    return domain;
  }

  List<SpiffeId> parents() {
    return parents;
  }

  /** Returns whether an entry that follows from the seeds has changed after a revision. */
  boolean areChangedAfter(long revision, EntryTable entries) {
    for (int place : places) {
      if (entries.descendantsChanged(place) > revision) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof Seeds that
            && hash == that.hash
            && domain.equals(that.domain)
            && parents.equals(that.parents));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
