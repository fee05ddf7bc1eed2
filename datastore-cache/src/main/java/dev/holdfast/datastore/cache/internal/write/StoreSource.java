package dev.holdfast.datastore.cache.internal.write;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.proto.datastore.v1.SimilarityRecord;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The store itself, read key by key, all keys at once. */
final class StoreSource implements Source {

  private final Store store;
  private final UnaryOperator<GetRequest> reading;

  private final Function<Floor, State> states;

  /**
   * Makes a source.
   *
   * @param store the store
   * @param states waits for the cache's state at a floor or above it
   * @param reading how to read, such as inside a transaction
   */
  StoreSource(Store store, Function<Floor, State> states, UnaryOperator<GetRequest> reading) {
    this.store = store;
    this.states = states;
    this.reading = reading;
  }

  @Override
  public Map<Bytes, Current> records(Collection<Bytes> keys) {
    List<CompletableFuture<GetResult>> answers =
        new LinkedHashSet<>(keys)
            .stream().map(key -> store.get(reading.apply(GetRequest.of(key)))).toList();
    Map<Bytes, Current> found = new HashMap<>();
    for (CompletableFuture<GetResult> answer : answers) {
      BlockingStore.await(answer)
          .entries()
          .forEach(stored -> found.put(stored.key(), Current.of(stored)));
    }
    return found;
  }

  /** Asks the cache, which knows entries by their parents, once it is as late as the store. */
  @Override
  public List<Current> aliases(SpiffeId nodeId) {
    Header header =
        BlockingStore.await(store.get(reading.apply(GetRequest.of(Layout.FORMAT_KEY)))).header();
    Floor floor = new Floor(header.historyId(), header.revision());
    return CachedSource.aliases(states.apply(floor), nodeId);
  }

  @Override
  public List<Optional<String>> similar(List<RegistrationEntry> entries) {
    List<Bytes> keys = entries.stream().map(Layout::similarityKey).toList();
    Map<Bytes, Current> found = records(keys);
    return keys.stream()
        .map(key -> Optional.ofNullable(found.get(key)).map(StoreSource::id))
        .toList();
  }

  private static String id(Current similarity) {
    try {
      return SimilarityRecord.parseFrom(similarity.value().asByteBuffer()).getEntryId();
    } catch (InvalidProtocolBufferException e) {
      throw new DataStoreException(
          Reason.CORRUPT, "the value of " + similarity.key() + " cannot be read", e);
    }
  }
}
