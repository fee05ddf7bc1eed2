package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.cache.contract.BundlesContract;
import dev.holdfast.datastore.cache.contract.ChangesContract;
import dev.holdfast.datastore.cache.contract.ConcurrencyContract;
import dev.holdfast.datastore.cache.contract.EntriesContract;
import dev.holdfast.datastore.cache.contract.EntryListsContract;
import dev.holdfast.datastore.cache.contract.EntryUpdatesContract;
import dev.holdfast.datastore.cache.contract.NodesContract;
import dev.holdfast.datastore.cache.contract.OnSqlite;
import dev.holdfast.datastore.cache.contract.PagingContract;
import org.junit.jupiter.api.Nested;

/** The contract on SQLite. */
class SqliteContractTest {

  @Nested
  class Bundles extends BundlesContract implements OnSqlite {}

  @Nested
  class Entries extends EntriesContract implements OnSqlite {}

  @Nested
  class EntryUpdates extends EntryUpdatesContract implements OnSqlite {}

  @Nested
  class EntryLists extends EntryListsContract implements OnSqlite {}

  @Nested
  class Paging extends PagingContract implements OnSqlite {}

  @Nested
  class Nodes extends NodesContract implements OnSqlite {}

  @Nested
  class Changes extends ChangesContract implements OnSqlite {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OnSqlite {}
}
