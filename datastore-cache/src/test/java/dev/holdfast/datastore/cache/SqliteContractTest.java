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
import dev.holdfast.datastore.cache.contract.JoinTokensContract;
import dev.holdfast.datastore.cache.contract.NodeWritesContract;
import dev.holdfast.datastore.cache.contract.NodesContract;
import dev.holdfast.datastore.cache.contract.OnSqlite;
import dev.holdfast.datastore.cache.contract.PagingContract;
import dev.holdfast.datastore.cache.contract.QuirksContract;
import org.junit.jupiter.api.Nested;

/** The contract on SQLite. */
class SqliteContractTest {

  @Nested
  class Bundles extends BundlesContract implements OnSqlite {}

  @Nested
  class Authorities extends AuthoritiesContract implements OnSqlite {}

  @Nested
  class Entries extends EntriesContract implements OnSqlite {}

  @Nested
  class EntryUpdates extends EntryUpdatesContract implements OnSqlite {}

  @Nested
  class EntryLists extends EntryListsContract implements OnSqlite {}

  @Nested
  class Authorized extends AuthorizedContract implements OnSqlite {}

  @Nested
  class Paging extends PagingContract implements OnSqlite {}

  @Nested
  class Nodes extends NodesContract implements OnSqlite {}

  @Nested
  class NodeWrites extends NodeWritesContract implements OnSqlite {}

  @Nested
  class JoinTokens extends JoinTokensContract implements OnSqlite {}

  @Nested
  class FederationRelationships extends FederationRelationshipsContract implements OnSqlite {}

  @Nested
  class CaJournals extends CaJournalsContract implements OnSqlite {}

  @Nested
  class Changes extends ChangesContract implements OnSqlite {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OnSqlite {}

  @Nested
  class Events extends EventsContract implements OnSqlite {}

  @Nested
  class Quirks extends QuirksContract implements OnSqlite {}

  @Nested
  class Batches extends BatchesContract implements OnSqlite {}
}
