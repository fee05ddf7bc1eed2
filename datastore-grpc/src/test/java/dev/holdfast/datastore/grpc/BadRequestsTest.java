package dev.holdfast.datastore.grpc;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.proto.datastore.v1.CountEntriesRequest;
import dev.holdfast.proto.datastore.v1.CountNodesRequest;
import dev.holdfast.proto.datastore.v1.DeleteBundleRequest;
import dev.holdfast.proto.datastore.v1.EntryFilter;
import dev.holdfast.proto.datastore.v1.FetchNodeRequest;
import dev.holdfast.proto.datastore.v1.FetchNodesRequest;
import dev.holdfast.proto.datastore.v1.ListBundlesRequest;
import dev.holdfast.proto.datastore.v1.ListBundlesResponse;
import dev.holdfast.proto.datastore.v1.ListCaJournalsRequest;
import dev.holdfast.proto.datastore.v1.ListEntriesRequest;
import dev.holdfast.proto.datastore.v1.ListFederationRelationshipsRequest;
import dev.holdfast.proto.datastore.v1.ListJoinTokensRequest;
import dev.holdfast.proto.datastore.v1.ListNodeSelectorsRequest;
import dev.holdfast.proto.datastore.v1.ListNodesRequest;
import dev.holdfast.proto.datastore.v1.Match;
import dev.holdfast.proto.datastore.v1.NodeDetail;
import dev.holdfast.proto.datastore.v1.NodeFilter;
import dev.holdfast.proto.datastore.v1.PageRequest;
import dev.holdfast.proto.datastore.v1.PruneNodesRequest;
import dev.holdfast.proto.datastore.v1.RecordKind;
import dev.holdfast.proto.datastore.v1.Selector;
import dev.holdfast.proto.datastore.v1.SelectorMatch;
import dev.holdfast.proto.datastore.v1.TrustDomainMatch;
import dev.holdfast.proto.datastore.v1.WatchChangesRequest;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What no Java client sends: values of enums that this version does not know, and made-up tokens.
 */
@Timeout(120)
class BadRequestsTest {

  private static final int UNKNOWN = 99;

  private static final PageRequest PAGE =
      PageRequest.newBuilder().setSize(1).setWhenMoved(PageRequest.WhenMoved.CONTINUE).build();

  private static final SelectorMatch SELECTORS =
      SelectorMatch.newBuilder()
          .addSelectors(Selector.newBuilder().setType("a").setValue("1"))
          .setMatch(Match.MATCH_EXACT)
          .build();

  private static final EntryFilter ENTRIES =
      EntryFilter.newBuilder()
          .setBySelectors(SELECTORS)
          .setByFederatesWith(
              TrustDomainMatch.newBuilder().addTrustDomains("other.org").setMatch(Match.MATCH_ANY))
          .build();

  private static final NodeFilter NODES = NodeFilter.newBuilder().setBySelectors(SELECTORS).build();

  /** Sound requests of the calls that take enums, by the calls' names. */
  private static final Map<String, Message> SOUND =
      Map.ofEntries(
          Map.entry("ListBundles", ListBundlesRequest.newBuilder().setPage(PAGE).build()),
          Map.entry(
              "DeleteBundle",
              DeleteBundleRequest.newBuilder()
                  .setTrustDomain("other.org")
                  .setMode(DeleteBundleRequest.Mode.RESTRICT)
                  .build()),
          Map.entry(
              "ListEntries",
              ListEntriesRequest.newBuilder().setFilter(ENTRIES).setPage(PAGE).build()),
          Map.entry("CountEntries", CountEntriesRequest.newBuilder().setFilter(ENTRIES).build()),
          Map.entry(
              "FetchNode",
              FetchNodeRequest.newBuilder()
                  .setId("spiffe://example.org/a")
                  .setDetail(NodeDetail.NODE_ONLY)
                  .build()),
          Map.entry(
              "FetchNodes", FetchNodesRequest.newBuilder().setDetail(NodeDetail.NODE_ONLY).build()),
          Map.entry(
              "ListNodes",
              ListNodesRequest.newBuilder()
                  .setFilter(NODES)
                  .setDetail(NodeDetail.NODE_ONLY)
                  .setPage(PAGE)
                  .build()),
          Map.entry("CountNodes", CountNodesRequest.newBuilder().setFilter(NODES).build()),
          Map.entry(
              "PruneNodes",
              PruneNodesRequest.newBuilder()
                  .setExpiresBefore(Timestamp.getDefaultInstance())
                  .setScope(PruneNodesRequest.Scope.ALL)
                  .setAtMost(1)
                  .build()),
          Map.entry(
              "ListNodeSelectors", ListNodeSelectorsRequest.newBuilder().setPage(PAGE).build()),
          Map.entry("ListJoinTokens", ListJoinTokensRequest.newBuilder().setPage(PAGE).build()),
          Map.entry(
              "ListFederationRelationships",
              ListFederationRelationshipsRequest.newBuilder().setPage(PAGE).build()),
          Map.entry("ListCaJournals", ListCaJournalsRequest.newBuilder().setPage(PAGE).build()),
          Map.entry(
              "WatchChanges",
              WatchChangesRequest.newBuilder().addKinds(RecordKind.BUNDLE).build()));

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Store store = MemoryStoreProvider.open();
  private final DataStore dataStore = DataStores.on(store);
  private final RpcChannel channel = OverSocket.channel(dataStore, opened::push);

  BadRequestsTest() {
    dataStore.bundles().create(Bundle.builder(new TrustDomain("other.org")).build());
    dataStore.bundles().create(Bundle.builder(new TrustDomain("third.org")).build());
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    dataStore.close();
    store.close();
  }

  private Message call(String name, Message request) throws Exception {
    try (DataStoreServices services = DataStoreServices.of(dataStore);
        CancellableContext context = Context.current().withCancellation()) {
      MethodDescriptor<Message, Message> method = methods(services).get(name);
      return context.call(
          () ->
              ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request)
                  .next());
    }
  }

  @SuppressWarnings("unchecked") // all of them are calls of messages
  private static Map<String, MethodDescriptor<Message, Message>> methods(
      DataStoreServices services) {
    return services.all().stream()
        .flatMap(service -> service.bindService().getMethods().stream())
        .map(method -> (MethodDescriptor<Message, Message>) method.getMethodDescriptor())
        .collect(
            toMap(
                method -> Objects.requireNonNull(method.getBareMethodName()), Function.identity()));
  }

  private DataStoreException refusal(String name, Message request) {
    try {
      Message answer = call(name, request);
      throw new AssertionError(name + " takes " + request + " and answers " + answer);
    } catch (StatusRuntimeException e) {
      return Failures.decode(
          e.getStatus(), Objects.requireNonNull(e.getTrailers()), Failures.Effect.READ);
    } catch (Exception e) {
      throw new AssertionError("the call failed otherwise", e);
    }
  }

  /** Returns the enums of a message, as paths of fields. */
  private static Set<String> enums(Descriptor message) {
    Set<String> paths = new TreeSet<>();
    for (FieldDescriptor field : message.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
        paths.add(field.getName());
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        enums(field.getMessageType()).forEach(path -> paths.add(field.getName() + "." + path));
      }
    }
    return paths;
  }

  private static Message with(Message message, String path) {
    String[] parts = path.split("\\.", 2);
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(parts[0]);
    Object changed =
        parts.length == 2
            ? with((Message) message.getField(field), parts[1])
            : field.getEnumType().findValueByNumberCreatingIfUnknown(UNKNOWN);
    return message.toBuilder()
        .setField(field, field.isRepeated() ? List.of(changed) : changed)
        .build();
  }

  @Test
  void everyCallThatTakesEnums_isTried() {
    try (DataStoreServices services = DataStoreServices.of(dataStore)) {
      Set<String> taking = new TreeSet<>();
      methods(services)
          .forEach(
              (name, method) -> {
                var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
                Descriptor request =
                    Objects.requireNonNull(schema).getMethodDescriptor().getInputType();
                if (!enums(request).isEmpty()) {
                  taking.add(name);
                }
              });
      // Each write of a batch is taken by the call for it alone.
      taking.remove("BatchWrite");
      assertThat(SOUND.keySet()).isEqualTo(taking);
    }
  }

  @Test
  void unknownEnum_isRefused() {
    SOUND.forEach(
        (name, sound) -> {
          for (String path : enums(sound.getDescriptorForType())) {
            DataStoreException refusal = refusal(name, with(sound, path));

            assertThat(refusal.reason()).as(name + " " + path).isEqualTo(Reason.INVALID);
            assertThat(path).as(name).endsWith(refusal.field().orElseThrow());
          }
        });
  }

  @Test
  void soundRequest_isTaken() throws Exception {
    for (Map.Entry<String, Message> sound : SOUND.entrySet()) {
      assertThat(call(sound.getKey(), sound.getValue())).isNotNull();
    }
  }

  private ListBundlesRequest page(int size, String token) {
    return ListBundlesRequest.newBuilder()
        .setPage(PageRequest.newBuilder().setSize(size).setToken(token))
        .build();
  }

  @Test
  void pageToken_madeUp_changedOrOfAnotherListing_isRefused() throws Exception {
    String token = ((ListBundlesResponse) call("ListBundles", page(1, ""))).getNextPageToken();
    assertThat(token).isNotEmpty();
    char last = token.charAt(token.length() - 1);

    for (String bad :
        List.of("1", "no token", token + "A", token.substring(1), changed(token, last))) {
      assertThat(refusal("ListBundles", page(1, bad)).reason())
          .as(bad)
          .isEqualTo(Reason.BAD_PAGE_TOKEN);
    }
    Message other =
        ListJoinTokensRequest.newBuilder()
            .setPage(PageRequest.newBuilder().setSize(1).setToken(token))
            .build();
    assertThat(refusal("ListJoinTokens", other).reason()).isEqualTo(Reason.BAD_PAGE_TOKEN);
    assertThat(refusal("ListBundles", page(0, "")).reason()).isEqualTo(Reason.INVALID);
    assertThat(refusal("ListBundles", page(-1, token)).reason()).isEqualTo(Reason.INVALID);
  }

  private static String changed(String token, char last) {
    return token.substring(0, token.length() - 1) + (last == 'A' ? 'E' : 'A');
  }
}
