package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.cache.contract.BundlesContract;
import dev.holdfast.datastore.cache.contract.ChangesContract;
import dev.holdfast.datastore.cache.contract.ConcurrencyContract;
import dev.holdfast.datastore.cache.contract.EntriesContract;
import dev.holdfast.datastore.cache.contract.EntryListsContract;
import dev.holdfast.datastore.cache.contract.EntryUpdatesContract;
import dev.holdfast.datastore.cache.contract.NodesContract;
import dev.holdfast.datastore.cache.contract.PagingContract;
import org.junit.jupiter.api.Nested;

/** The contract through a server on a Unix socket. */
class RemoteContractTest {

  @Nested
  class Bundles extends BundlesContract implements OverSocket {}

  @Nested
  class Entries extends EntriesContract implements OverSocket {}

  @Nested
  class EntryUpdates extends EntryUpdatesContract implements OverSocket {}

  @Nested
  class EntryLists extends EntryListsContract implements OverSocket {}

  @Nested
  class Paging extends PagingContract implements OverSocket {}

  @Nested
  class Nodes extends NodesContract implements OverSocket {}

  @Nested
  class Changes extends ChangesContract implements OverSocket {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OverSocket {}
}
