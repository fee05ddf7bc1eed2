package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.model.ModelState.Edit;
import dev.holdfast.datastore.cache.model.ModelState.Held;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The DataStore as it should be: every state that it ever had, as plain maps, searched from the
 * beginning to the end. For one thread; consistency is not its business, since whoever compares
 * chooses the state that reads are answered from.
 */
final class Model implements DataStore {

  private final Clock clock;
  private final List<ModelState> states = new ArrayList<>(List.of(ModelState.empty()));
  private final List<ChangeSet> changes = new ArrayList<>();
  private int shown;

  Model(Clock clock) {
    this.clock = clock;
  }

  /** Answers reads from a state, until the next write. */
  void show(long revision) {
    shown = (int) revision;
  }

  ModelState shown() {
    return states.get(shown);
  }

  ModelState head() {
    return states.get(states.size() - 1);
  }

  List<ChangeSet> changes() {
    return changes;
  }

  /** Makes one commit, and answers with what it wrote; a commit that changes nothing is none. */
  <R> R commit(Function<Edit, R> write) {
    Edit edit = head().new Edit(clock.instant());
    R answer = write.apply(edit);
    if (!edit.isEmpty()) {
      ModelState next = edit.build();
      states.add(next);
      changes.add(new ChangeSet(next.floor(), edit.changes()));
    }
    shown = states.size() - 1;
    return answer;
  }

  /** Makes a commit whose answer tells the state with it. */
  <R> R committed(Consumer<Edit> write, Function<Floor, R> answer) {
    Object unused =
        commit(
            edit -> {
              write.accept(edit);
              return edit;
            });
    return answer.apply(head().floor());
  }

  /** Deletes the first records that pass a test. */
  <T extends IdentityRecord> Pruned prune(
      RecordKind kind, Predicate<T> expired, int atMost, PruneStep<T> step) {
    if (atMost < 1) {
      throw refusal(Reason.INVALID);
    }
    List<Stored<T>> gone = new ArrayList<>();
    for (Stored<T> stored : head().<T>all(kind)) {
      if (gone.size() < atMost && expired.test(stored.value())) {
        gone.add(stored);
      }
    }
    return committed(
        edit -> gone.forEach(stored -> step.delete(edit, stored)),
        floor -> new Pruned(gone.size(), floor));
  }

  /** How a record is deleted, with whatever goes with it. */
  interface PruneStep<T extends IdentityRecord> {
    void delete(Edit edit, Stored<T> stored);
  }

  <T extends IdentityRecord> Stored<T> required(
      RecordKind kind, String key, Expectation expectation) {
    Stored<T> stored = head().<T>find(kind, key).orElseThrow(() -> refusal(Reason.NOT_FOUND));
    if (expectation instanceof Expectation.ModRevision expected
        && expected.revision() != stored.modRevision()) {
      throw refusal(Reason.REVISION_MOVED);
    }
    return stored;
  }

  void requireAbsent(RecordKind kind, String key) {
    if (head().find(kind, key).isPresent()) {
      throw refusal(Reason.ALREADY_EXISTS);
    }
  }

  static DataStoreException refusal(Reason reason) {
    return new DataStoreException(reason, "says the model");
  }

  <T> Read<T> read(T value) {
    return new Read<>(value, shown().floor(), Duration.ZERO);
  }

  /** Returns a page of what passes a test, of the state that is shown. */
  <T extends IdentityRecord> Page<Stored<T>> page(
      String listing,
      RecordKind kind,
      PageRequest request,
      Predicate<T> test,
      Function<Stored<T>, Stored<T>> told) {
    long behind = request.token().map(token -> place(listing, token)).orElse(-1L);
    List<Stored<T>> items = new ArrayList<>();
    long last = behind;
    boolean more = false;
    for (Held held : shown().held(kind).values()) {
      @SuppressWarnings("unchecked")
      Stored<T> stored = (Stored<T>) held.stored();
      if (held.place() > behind && test.test(stored.value())) {
        if (items.size() == request.size()) {
          more = true;
          break;
        }
        items.add(told.apply(stored));
        last = held.place();
      }
    }
    Optional<PageToken> next =
        more ? Optional.of(new PageToken(last + "/" + listing)) : Optional.empty();
    return new Page<>(items, next, shown().floor(), Duration.ZERO);
  }

  private static long place(String listing, PageToken token) {
    int slash = token.value().indexOf('/');
    if (slash < 1 || !token.value().substring(slash + 1).equals(listing)) {
      throw refusal(Reason.BAD_PAGE_TOKEN);
    }
    return Long.parseLong(token.value().substring(0, slash));
  }

  @Override
  public Bundles bundles() {
    return new ModelBundles(this);
  }

  @Override
  public Entries entries() {
    return new ModelEntries(this);
  }

  @Override
  public Nodes nodes() {
    return new ModelNodes(this);
  }

  @Override
  public NodeSelectors nodeSelectors() {
    return new ModelNodeSelectors(this);
  }

  @Override
  public JoinTokens joinTokens() {
    return new ModelJoinTokens(this);
  }

  @Override
  public FederationRelationships federationRelationships() {
    return new ModelFederationRelationships(this);
  }

  @Override
  public CaJournals caJournals() {
    return new ModelCaJournals(this);
  }

  @Override
  public ChangeStream watch(ChangeRequest request) {
    return new ModelChangeStream(
        this, request.kinds(), request.floor().map(Floor::revision).orElse(head().revision));
  }

  @Override
  public DataStoreStatus status() {
    Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
    for (RecordKind kind : RecordKind.values()) {
      counts.put(kind, (long) shown().held(kind).size());
    }
    return new DataStoreStatus(
        DataStoreStatus.State.CURRENT,
        Optional.of(shown().floor()),
        Duration.ZERO,
        "model",
        "",
        1,
        counts,
        0,
        new DataStoreLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void close() {}
}
