package dev.holdfast.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction that was begun: reads at one revision, and writes that apply together or not at
 * all.
 *
 * <p>Closing one that was not committed gives it up. For one thread at a time.
 */
public final class Transaction implements AutoCloseable {

  private final BlockingStore store;
  private final BeginResult begun;
  private boolean over;

  Transaction(BlockingStore store, BeginResult begun) {
    this.store = store;
    this.begun = begun;
  }

  /** Returns the id that the store gave. */
  public TxnId id() {
    return begun.txn();
  }

  /** Returns the revision that the transaction reads. */
  public Header snapshot() {
    return begun.header();
  }

  /**
   * Reads one key, own writes included.
   *
   * @param key the key
   */
  public Optional<KeyValue> get(Bytes key) {
    return get(GetRequest.of(key)).entries().stream().findFirst();
  }

  /**
   * Reads one page, own writes included.
   *
   * @param request what to read
   */
  public GetResult get(GetRequest request) {
    return store.get(request.in(id()));
  }

  /**
   * Reads a range to its end, own writes included.
   *
   * @param range what to read; the whole answer must fit in memory
   */
  public List<KeyValue> getAll(KeyRange range) {
    List<KeyValue> entries = new ArrayList<>();
    GetRequest request = GetRequest.of(range);
    while (true) {
      GetResult page = get(request);
      entries.addAll(page.entries());
      if (!page.more()) {
        return entries;
      }
      request = request.startingAfter(entries.get(entries.size() - 1).key());
    }
  }

  /**
   * Counts a range, own writes included.
   *
   * @param range what to count
   */
  public long count(KeyRange range) {
    return store.count(CountRequest.of(range).in(id())).count();
  }

  /**
   * Writes a key when the transaction commits.
   *
   * @param key the key
   * @param value the value
   */
  public void put(Bytes key, Bytes value) {
    put(PutRequest.of(key, value));
  }

  /**
   * Writes a key when the transaction commits.
   *
   * @param request what to write, and under which condition
   */
  public void put(PutRequest request) {
    store.put(request.in(id()));
  }

  /**
   * Deletes a range when the transaction commits.
   *
   * @param range what to delete
   * @return how many keys were there
   */
  public long delete(KeyRange range) {
    return store.delete(DeleteRequest.of(range).in(id())).deleted();
  }

  /** Commits; after an unknown outcome it may be called again. */
  public CommitResult commit() {
    return commit(List.of(), List.of());
  }

  /**
   * Makes last changes and commits, in one call; after an unknown outcome it may be called again
   * with the same changes.
   *
   * @param checks the last conditions
   * @param mutations the last changes
   */
  public CommitResult commit(List<Check> checks, List<Mutation> mutations) {
    CommitResult result = store.commit(CommitRequest.of(id(), checks, mutations));
    over = true;
    return result;
  }

  /** Gives the transaction up unless it is committed. */
  @Override
  public void close() {
    if (over) {
      return;
    }
    over = true;
    // Nobody waits for the answer: an abort that is lost is made good by the lease.
    var unused = store.store().abort(id());
  }
}
