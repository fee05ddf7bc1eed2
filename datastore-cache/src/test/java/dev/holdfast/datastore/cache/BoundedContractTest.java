package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.CaJournalsContract;
import dev.holdfast.datastore.cache.contract.ChangesContract;
import dev.holdfast.datastore.cache.contract.ConcurrencyContract;
import dev.holdfast.datastore.cache.contract.EventsContract;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.datastore.cache.contract.InMemory;
import dev.holdfast.datastore.cache.contract.JoinTokensContract;
import dev.holdfast.datastore.cache.contract.PagingContract;
import dev.holdfast.datastore.cache.contract.QuirksContract;
import dev.holdfast.store.Store;
import org.junit.jupiter.api.Nested;

/** The contract on servers that hold few records of the kinds that can be bounded. */
class BoundedContractTest {

  private interface Bounded extends InMemory {
    @Override
    default DataStore serve(Store store, FakeTime time) {
      return Servers.bounded(store, time);
    }
  }

  @Nested
  class JoinTokens extends JoinTokensContract implements Bounded {}

  @Nested
  class CaJournals extends CaJournalsContract implements Bounded {}

  @Nested
  class Paging extends PagingContract implements Bounded {}

  @Nested
  class Changes extends ChangesContract implements Bounded {}

  @Nested
  class Events extends EventsContract implements Bounded {}

  @Nested
  class Concurrency extends ConcurrencyContract implements Bounded {}

  @Nested
  class Quirks extends QuirksContract implements Bounded {}
}
