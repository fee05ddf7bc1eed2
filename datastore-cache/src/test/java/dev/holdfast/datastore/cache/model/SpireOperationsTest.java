package dev.holdfast.datastore.cache.model;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.proto.datastore.v1.BatchesProto;
import dev.holdfast.proto.datastore.v1.BundlesProto;
import dev.holdfast.proto.datastore.v1.CaJournalsProto;
import dev.holdfast.proto.datastore.v1.DataStoreProto;
import dev.holdfast.proto.datastore.v1.EntriesProto;
import dev.holdfast.proto.datastore.v1.FederationRelationshipsProto;
import dev.holdfast.proto.datastore.v1.JoinTokensProto;
import dev.holdfast.proto.datastore.v1.NodesProto;
import dev.holdfast.proto.datastore.v1.Write;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page that maps the operations of SPIRE's datastore to ours is complete, what it names exists,
 * and the random model compares all of it.
 */
class SpireOperationsTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "spire-operations.md");

  /** Of SPIRE 1.16. */
  private static final String OPERATIONS =
      """
      AppendBundle CountBundles CreateBundle DeleteBundle FetchBundle ListBundles PruneBundle
      SetBundle UpdateBundle
      TaintX509CA RevokeX509CA TaintJWTKey RevokeJWTKey
      CountRegistrationEntries CreateRegistrationEntry CreateOrReturnRegistrationEntry
      DeleteRegistrationEntry FetchRegistrationEntry FetchRegistrationEntries
      ListRegistrationEntries PruneRegistrationEntries UpdateRegistrationEntry
      ListRegistrationEntryEvents PruneRegistrationEntryEvents FetchRegistrationEntryEvent
      CountAttestedNodes CreateAttestedNode DeleteAttestedNode FetchAttestedNode
      FetchAttestedNodes ListAttestedNodes UpdateAttestedNode PruneAttestedExpiredNodes
      ListAttestedNodeEvents PruneAttestedNodeEvents FetchAttestedNodeEvent
      GetNodeSelectors ListNodeSelectors SetNodeSelectors
      CreateJoinToken DeleteJoinToken FetchJoinToken PruneJoinTokens
      CreateFederationRelationship FetchFederationRelationship ListFederationRelationships
      DeleteFederationRelationship UpdateFederationRelationship
      SetCAJournal FetchCAJournal PruneCAJournals
      """;

  /** What the store's retention does, so that no operation does it. */
  private static final Set<String> NEEDLESS =
      Set.of(
          "PruneRegistrationEntryEvents",
          "FetchRegistrationEntryEvent",
          "PruneAttestedNodeEvents",
          "FetchAttestedNodeEvent");

  private static final Pattern CALL = Pattern.compile("(\\w+)\\(\\)\\.(\\w+)");

  /**
   * A row of the page's first table.
   *
   * @param spire SPIRE's operation
   * @param java ours in Java
   * @param rpcs ours over gRPC
   */
  private record Row(String spire, String java, List<String> rpcs) {

    /** Returns the methods that the row names, each as {@code group.method}. */
    List<String> calls() {
      List<String> calls = new ArrayList<>();
      Matcher matcher = CALL.matcher(java);
      while (matcher.find()) {
        calls.add(matcher.group(1) + "." + matcher.group(2));
      }
      return calls;
    }
  }

  private static List<String[]> table(String heading) throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(heading);
    assertThat(from).as(heading).isNotNegative();
    int end = page.indexOf("\n## ", from + heading.length());
    return page.substring(from, end)
        .lines()
        .filter(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new))
        .toList();
  }

  private static List<Row> rows() throws IOException {
    return table("# SPIRE's operations").stream()
        .map(cells -> new Row(cells[2], cells[3], List.of(cells[4].split(", "))))
        .toList();
  }

  @Test
  void everyOperationOfSpire_hasARow() throws IOException {
    List<String> all = List.of(OPERATIONS.strip().split("\\s+"));

    assertThat(all).hasSize(51);
    assertThat(rows()).extracting(Row::spire).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void everyRow_namesWhatThereIs() throws IOException {
    Set<String> rpcs = rpcs();
    for (Row row : rows()) {
      if (NEEDLESS.contains(row.spire())) {
        assertThat(row.java()).as(row.spire()).isEqualTo("–");
        continue;
      }
      assertThat(rpcs).as(row.spire()).containsAll(row.rpcs());
      if (row.java().startsWith("`listEvents(")) {
        assertThat(methods(DataStore.class)).contains("listEvents", "watch");
        continue;
      }
      assertThat(row.calls()).as(row.spire()).isNotEmpty();
      for (String call : row.calls()) {
        assertThat(exists(call)).as(row.spire() + ": " + call).isTrue();
      }
    }
  }

  @Test
  void everyRow_isComparedByTheRandomModel() throws IOException {
    Set<String> compared =
        Reach.all().stream().map(what -> what.substring(0, what.indexOf(' '))).collect(toSet());
    for (Row row : rows()) {
      List<String> calls = row.java().startsWith("`listEvents(") ? List.of("watch") : row.calls();
      calls.stream()
          .map(call -> call.replace("ByActiveX509Authority", "ByActive"))
          .forEach(call -> assertThat(compared).as(row.spire()).contains(call));
    }
  }

  @Test
  void everyBatchOfSpire_namesWhatThereIs() throws IOException {
    List<String[]> batches = table("## Batches");

    assertThat(batches).hasSize(10);
    for (String[] cells : batches) {
      Matcher call = CALL.matcher(cells[2]);
      assertThat(call.find()).as(cells[1]).isTrue();
      assertThat(exists(call.group(1) + "." + call.group(2))).as(cells[1]).isTrue();
      assertThat(Write.getDescriptor().findFieldByName(cells[3].replace("`", "")))
          .as(cells[1])
          .isNotNull();
    }
  }

  private static boolean exists(String call) {
    String[] parts = call.split("\\.", 2);
    return Arrays.stream(DataStore.class.getMethods())
        .filter(method -> method.getName().equals(parts[0]))
        .anyMatch(group -> methods(group.getReturnType()).contains(parts[1]));
  }

  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods()).map(Method::getName).collect(toSet());
  }

  private static Set<String> rpcs() {
    return Stream.of(
            BatchesProto.getDescriptor(),
            BundlesProto.getDescriptor(),
            CaJournalsProto.getDescriptor(),
            DataStoreProto.getDescriptor(),
            EntriesProto.getDescriptor(),
            FederationRelationshipsProto.getDescriptor(),
            JoinTokensProto.getDescriptor(),
            NodesProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getName)
        .collect(toSet());
  }
}
