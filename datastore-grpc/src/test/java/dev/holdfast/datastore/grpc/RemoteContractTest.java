package dev.holdfast.datastore.grpc;

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
import dev.holdfast.datastore.cache.contract.JoinTokensContract;
import dev.holdfast.datastore.cache.contract.NodeWritesContract;
import dev.holdfast.datastore.cache.contract.NodesContract;
import dev.holdfast.datastore.cache.contract.PagingContract;
import dev.holdfast.datastore.cache.contract.QuirksContract;
import org.junit.jupiter.api.Nested;

/** The contract through a server on a Unix socket. */
class RemoteContractTest {

  @Nested
  class Bundles extends BundlesContract implements OverSocket {}

  @Nested
  class Authorities extends AuthoritiesContract implements OverSocket {}

  @Nested
  class Entries extends EntriesContract implements OverSocket {}

  @Nested
  class EntryUpdates extends EntryUpdatesContract implements OverSocket {}

  @Nested
  class EntryLists extends EntryListsContract implements OverSocket {}

  @Nested
  class Authorized extends AuthorizedContract implements OverSocket {}

  @Nested
  class Paging extends PagingContract implements OverSocket {}

  @Nested
  class Nodes extends NodesContract implements OverSocket {}

  @Nested
  class NodeWrites extends NodeWritesContract implements OverSocket {}

  @Nested
  class JoinTokens extends JoinTokensContract implements OverSocket {}

  @Nested
  class FederationRelationships extends FederationRelationshipsContract implements OverSocket {}

  @Nested
  class CaJournals extends CaJournalsContract implements OverSocket {}

  @Nested
  class Changes extends ChangesContract implements OverSocket {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OverSocket {}

  @Nested
  class Events extends EventsContract implements OverSocket {}

  @Nested
  class Quirks extends QuirksContract implements OverSocket {}

  @Nested
  class Batches extends BatchesContract implements OverSocket {}
}
