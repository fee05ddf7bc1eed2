package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.read.Authorizations;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.state.StateEditor;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The cache's state, and what is remembered of it, under one thread that publishes and others that
 * read: every answer is that of the latest state at one moment.
 */
public class ReplicaLinearizabilityTest {

  private static final String HISTORY = "history";
  private static final SpiffeId AGENT = SpiffeId.parse("spiffe://example.org/agent");
  private static final SpiffeId SERVER = SpiffeId.parse("spiffe://example.org/spire/server");
  private static final List<Selector> SELECTORS = List.of(Selector.parse("a:1"));

  private final Replica replica = new Replica(Timing.standard());
  private final Authorizations authorizations = new Authorizations();
  private long revision;

  /** Makes a replica that holds an alias and nothing else; each scenario begins with one. */
  public ReplicaLinearizabilityTest() {
    StateEditor editor = new StateEditor(State.empty(new Floor(HISTORY, 0)));
    editor.put(stored(entry("alias", SERVER)));
    publish(editor);
  }

  private void publish(StateEditor editor) {
    State next = editor.build(new Floor(HISTORY, revision));
    replica.publish(next, new Format(Bytes.empty(), 0), List.of());
  }

  private KeyValue stored(RegistrationEntry entry) {
    return new KeyValue(
        Layout.key(RecordKind.REGISTRATION_ENTRY, entry.id()),
        Bytes.wrap(EntryCodec.encode(entry).toByteArray()),
        revision,
        revision,
        1);
  }

  private static RegistrationEntry entry(String name, SpiffeId parent) {
    return RegistrationEntry.builder()
        .id(name)
        .parentId(parent)
        .spiffeId(SpiffeId.parse("spiffe://example.org/" + name))
        .selectors(SELECTORS)
        .build();
  }

  /** Publishes a state with another child of the agent. */
  @Operation(nonParallelGroup = "writer")
  public long createChild() {
    return createEntry(AGENT);
  }

  /** Publishes a state with another child of the alias. */
  @Operation(nonParallelGroup = "writer")
  public long createChildOfAlias() {
    return createEntry(SpiffeId.parse("spiffe://example.org/alias"));
  }

  private long createEntry(SpiffeId parent) {
    revision++;
    StateEditor editor = new StateEditor(replica.loaded().state());
    editor.put(stored(entry("e" + revision, parent)));
    publish(editor);
    return revision;
  }

  /** Publishes a state in which the agent has the selectors of the alias, or has them no more. */
  @Operation(nonParallelGroup = "writer")
  public long changeSelectors() {
    revision++;
    State state = replica.loaded().state();
    Bytes key = Layout.key(RecordKind.NODE_SELECTORS, AGENT.toString());
    StateEditor editor = new StateEditor(state);
    if (state.find(RecordKind.NODE_SELECTORS, AGENT.toString()).isPresent()) {
      editor.delete(key);
    } else {
      byte[] value = NodeSelectorsCodec.encode(new NodeSelectorSet(AGENT, SELECTORS)).toByteArray();
      editor.put(new KeyValue(key, Bytes.wrap(value), revision, revision, 1));
    }
    publish(editor);
    return revision;
  }

  /** Reads the revision of the latest state. */
  @Operation
  public long revision() {
    return replica.loaded().state().floor().revision();
  }

  /** Reads how many entries the latest state has, and its revision. */
  @Operation
  public String count() {
    State state = replica.loaded().state();
    return state.entries().rows().size() + " at " + state.floor().revision();
  }

  /** Reads what the agent may hand out in the latest state. */
  @Operation
  public String authorized() {
    State state = replica.loaded().state();
    return authorizations.find(state, AGENT).rows().stream().map(row -> row.name()).toList()
        + " at "
        + state.floor().revision();
  }

  @Test
  void reads_areLinearizable() {
    new StressOptions()
        .iterations(8)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .minimizeFailedScenario(false)
        .check(ReplicaLinearizabilityTest.class);
  }
}
