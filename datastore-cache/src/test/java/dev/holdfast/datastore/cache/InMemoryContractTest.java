package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.cache.contract.AuthoritiesContract;
import dev.holdfast.datastore.cache.contract.AuthorizedContract;
import dev.holdfast.datastore.cache.contract.BatchesContract;
import dev.holdfast.datastore.cache.contract.BundlesContract;
import dev.holdfast.datastore.cache.contract.CaJournalsContract;
import dev.holdfast.datastore.cache.contract.ChangesContract;
import dev.holdfast.datastore.cache.contract.ConcurrencyContract;
import dev.holdfast.datastore.cache.contract.EntriesContract;
import dev.holdfast.datastore.cache.contract.EntryListsContract;
import dev.holdfast.datastore.cache.contract.EntryUpdatesContract;
import dev.holdfast.datastore.cache.contract.EventsContract;
import dev.holdfast.datastore.cache.contract.FederationRelationshipsContract;
import dev.holdfast.datastore.cache.contract.InMemory;
import dev.holdfast.datastore.cache.contract.JoinTokensContract;
import dev.holdfast.datastore.cache.contract.NodeWritesContract;
import dev.holdfast.datastore.cache.contract.NodesContract;
import dev.holdfast.datastore.cache.contract.PagingContract;
import dev.holdfast.datastore.cache.contract.QuirksContract;
import org.junit.jupiter.api.Nested;

/** The contract on the in-memory store. */
class InMemoryContractTest {

  @Nested
  class Bundles extends BundlesContract implements InMemory {}

  @Nested
  class Authorities extends AuthoritiesContract implements InMemory {}

  @Nested
  class Entries extends EntriesContract implements InMemory {}

  @Nested
  class EntryUpdates extends EntryUpdatesContract implements InMemory {}

  @Nested
  class EntryLists extends EntryListsContract implements InMemory {}

  @Nested
  class Authorized extends AuthorizedContract implements InMemory {}

  @Nested
  class Paging extends PagingContract implements InMemory {}

  @Nested
  class Nodes extends NodesContract implements InMemory {}

  @Nested
  class NodeWrites extends NodeWritesContract implements InMemory {}

  @Nested
  class JoinTokens extends JoinTokensContract implements InMemory {}

  @Nested
  class FederationRelationships extends FederationRelationshipsContract implements InMemory {}

  @Nested
  class CaJournals extends CaJournalsContract implements InMemory {}

  @Nested
  class Changes extends ChangesContract implements InMemory {}

  @Nested
  class Concurrency extends ConcurrencyContract implements InMemory {}

  @Nested
  class Events extends EventsContract implements InMemory {}

  @Nested
  class Quirks extends QuirksContract implements InMemory {}

  @Nested
  class Batches extends BatchesContract implements InMemory {}
}
