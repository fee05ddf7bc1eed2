package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.SelectorCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.FetchNodeSelectorsRequest;
import dev.holdfast.proto.datastore.v1.ListNodeSelectorsRequest;
import dev.holdfast.proto.datastore.v1.ListNodeSelectorsResponse;
import dev.holdfast.proto.datastore.v1.NodeSelectorServiceGrpc;
import dev.holdfast.proto.datastore.v1.SetNodeSelectorsRequest;
import java.util.List;
import java.util.Optional;

/** The selectors of nodes of a {@link RemoteDataStore}. */
final class RemoteNodeSelectors implements NodeSelectors {

  private final Calls calls;
  private final Batches batches;

  RemoteNodeSelectors(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
  }

  @Override
  public Floor set(SpiffeId nodeId, List<Selector> selectors) {
    return Calls.floor(
        calls
            .write(
                NodeSelectorServiceGrpc.getSetNodeSelectorsMethod(),
                setting(new NodeSelectorSet(nodeId, selectors)))
            .getHeader());
  }

  @Override
  public List<BatchResult<Floor>> setEach(List<NodeSelectorSet> sets) {
    return batches.write(
        sets,
        (write, set) -> write.setSetNodeSelectors(setting(set)),
        result -> Calls.floor(result.getSetNodeSelectors().getHeader()));
  }

  private static SetNodeSelectorsRequest setting(NodeSelectorSet set) {
    return SetNodeSelectorsRequest.newBuilder()
        .setNodeId(set.nodeId().toString())
        .addAllSelectors(SelectorCodec.encode(set.selectors()))
        .build();
  }

  @Override
  public Read<Optional<Stored<NodeSelectorSet>>> fetch(
      SpiffeId nodeId, ReadConsistency consistency) {
    var answer =
        calls.read(
            NodeSelectorServiceGrpc.getFetchNodeSelectorsMethod(),
            FetchNodeSelectorsRequest.newBuilder()
                .setNodeId(nodeId.toString())
                .setConsistency(Wire.consistency(consistency))
                .build());
    return Calls.read(
        answer.getHeader(),
        answer.hasSelectors()
            ? Optional.of(
                Wire.nodeSelectors(
                    answer.getSelectors(), answer.getHeader().getFloor().getHistoryId()))
            : Optional.empty());
  }

  @Override
  public Read<List<Stored<NodeSelectorSet>>> list(
      NodeSelectorFilter filter, ReadConsistency consistency) {
    return records(messages(request(filter, consistency).build()));
  }

  @Override
  public Page<Stored<NodeSelectorSet>> list(NodeSelectorFilter filter, PageRequest page) {
    List<ListNodeSelectorsResponse> messages =
        messages(request(filter, page.consistency()).setPage(Wire.page(page)).build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private static ListNodeSelectorsRequest.Builder request(
      NodeSelectorFilter filter, ReadConsistency consistency) {
    ListNodeSelectorsRequest.Builder request =
        ListNodeSelectorsRequest.newBuilder().setConsistency(Wire.consistency(consistency));
    filter.validAt().map(Times::encode).ifPresent(request::setValidAt);
    return request;
  }

  private List<ListNodeSelectorsResponse> messages(ListNodeSelectorsRequest request) {
    return calls.all(
        NodeSelectorServiceGrpc.getListNodeSelectorsMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<NodeSelectorSet>>> records(
      List<ListNodeSelectorsResponse> messages) {
    return Calls.records(
        messages,
        ListNodeSelectorsResponse::getHeader,
        ListNodeSelectorsResponse::getSelectorsList,
        Wire::nodeSelectors);
  }
}
