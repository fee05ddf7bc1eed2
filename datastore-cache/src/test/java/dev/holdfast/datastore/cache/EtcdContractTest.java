package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.cache.contract.AuthoritiesContract;
import dev.holdfast.datastore.cache.contract.AuthorizedContract;
import dev.holdfast.datastore.cache.contract.BundlesContract;
import dev.holdfast.datastore.cache.contract.CaJournalsContract;
import dev.holdfast.datastore.cache.contract.ChangesContract;
import dev.holdfast.datastore.cache.contract.ConcurrencyContract;
import dev.holdfast.datastore.cache.contract.EntriesContract;
import dev.holdfast.datastore.cache.contract.EntryListsContract;
import dev.holdfast.datastore.cache.contract.EntryUpdatesContract;
import dev.holdfast.datastore.cache.contract.FederationRelationshipsContract;
import dev.holdfast.datastore.cache.contract.JoinTokensContract;
import dev.holdfast.datastore.cache.contract.NodeWritesContract;
import dev.holdfast.datastore.cache.contract.NodesContract;
import dev.holdfast.datastore.cache.contract.OnEtcd;
import dev.holdfast.datastore.cache.contract.PagingContract;
import org.junit.jupiter.api.Nested;

/** The contract on etcd. */
class EtcdContractTest {

  @Nested
  class Bundles extends BundlesContract implements OnEtcd {}

  @Nested
  class Authorities extends AuthoritiesContract implements OnEtcd {}

  @Nested
  class Entries extends EntriesContract implements OnEtcd {}

  @Nested
  class EntryUpdates extends EntryUpdatesContract implements OnEtcd {}

  @Nested
  class EntryLists extends EntryListsContract implements OnEtcd {}

  @Nested
  class Authorized extends AuthorizedContract implements OnEtcd {}

  @Nested
  class Paging extends PagingContract implements OnEtcd {}

  @Nested
  class Nodes extends NodesContract implements OnEtcd {}

  @Nested
  class NodeWrites extends NodeWritesContract implements OnEtcd {}

  @Nested
  class JoinTokens extends JoinTokensContract implements OnEtcd {}

  @Nested
  class FederationRelationships extends FederationRelationshipsContract implements OnEtcd {}

  @Nested
  class CaJournals extends CaJournalsContract implements OnEtcd {}

  @Nested
  class Changes extends ChangesContract implements OnEtcd {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OnEtcd {}
}
