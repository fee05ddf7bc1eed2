package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.CountNodesRequest;
import dev.holdfast.proto.datastore.v1.CreateNodeRequest;
import dev.holdfast.proto.datastore.v1.DeleteNodeRequest;
import dev.holdfast.proto.datastore.v1.FetchNodeRequest;
import dev.holdfast.proto.datastore.v1.FetchNodesRequest;
import dev.holdfast.proto.datastore.v1.FetchNodesResponse;
import dev.holdfast.proto.datastore.v1.ListNodesRequest;
import dev.holdfast.proto.datastore.v1.ListNodesResponse;
import dev.holdfast.proto.datastore.v1.NodeServiceGrpc;
import dev.holdfast.proto.datastore.v1.PruneNodesRequest;
import dev.holdfast.proto.datastore.v1.UpdateNodeRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attested nodes of a {@link RemoteDataStore}. */
final class RemoteNodes implements Nodes {

  private final Calls calls;

  RemoteNodes(Calls calls) {
    this.calls = calls;
  }

  @Override
  public Stored<AttestedNode> create(AttestedNode node) {
    var answer =
        calls.write(
            NodeServiceGrpc.getCreateNodeMethod(),
            CreateNodeRequest.newBuilder().setNode(NodeCodec.encode(node)).build());
    return Wire.node(answer.getNode(), answer.getHeader().getFloor().getHistoryId());
  }

  @Override
  public Read<Optional<Stored<AttestedNode>>> fetch(
      SpiffeId id, NodeDetail detail, ReadConsistency consistency) {
    var answer =
        calls.read(
            NodeServiceGrpc.getFetchNodeMethod(),
            FetchNodeRequest.newBuilder()
                .setId(id.toString())
                .setDetail(Wire.detail(detail))
                .setConsistency(Wire.consistency(consistency))
                .build());
    return Calls.read(
        answer.getHeader(),
        answer.hasNode()
            ? Optional.of(Wire.node(answer.getNode(), answer.getHeader().getFloor().getHistoryId()))
            : Optional.empty());
  }

  @Override
  public Read<Map<SpiffeId, Stored<AttestedNode>>> fetchAll(
      Collection<SpiffeId> ids, NodeDetail detail, ReadConsistency consistency) {
    Read<List<Stored<AttestedNode>>> read =
        Calls.records(
            calls.all(
                NodeServiceGrpc.getFetchNodesMethod(),
                FetchNodesRequest.newBuilder()
                    .addAllIds(ids.stream().map(SpiffeId::toString).toList())
                    .setDetail(Wire.detail(detail))
                    .setConsistency(Wire.consistency(consistency))
                    .build(),
                Failures.Effect.READ),
            FetchNodesResponse::getHeader,
            FetchNodesResponse::getNodesList,
            Wire::node);
    Map<SpiffeId, Stored<AttestedNode>> found = new LinkedHashMap<>();
    read.value().forEach(node -> found.put(node.value().id(), node));
    return new Read<>(Collections.unmodifiableMap(found), read.floor(), read.age());
  }

  @Override
  public Read<List<Stored<AttestedNode>>> list(
      NodeFilter filter, NodeDetail detail, ReadConsistency consistency) {
    return records(
        messages(
            ListNodesRequest.newBuilder()
                .setFilter(FilterCodec.encode(filter))
                .setDetail(Wire.detail(detail))
                .setConsistency(Wire.consistency(consistency))
                .build()));
  }

  @Override
  public Page<Stored<AttestedNode>> list(NodeFilter filter, NodeDetail detail, PageRequest page) {
    List<ListNodesResponse> messages =
        messages(
            ListNodesRequest.newBuilder()
                .setFilter(FilterCodec.encode(filter))
                .setDetail(Wire.detail(detail))
                .setPage(Wire.page(page))
                .setConsistency(Wire.consistency(page.consistency()))
                .build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private List<ListNodesResponse> messages(ListNodesRequest request) {
    return calls.all(NodeServiceGrpc.getListNodesMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<AttestedNode>>> records(List<ListNodesResponse> messages) {
    return Calls.records(
        messages, ListNodesResponse::getHeader, ListNodesResponse::getNodesList, Wire::node);
  }

  @Override
  public Read<Long> count(NodeFilter filter, ReadConsistency consistency) {
    var answer =
        calls.read(
            NodeServiceGrpc.getCountNodesMethod(),
            CountNodesRequest.newBuilder()
                .setFilter(FilterCodec.encode(filter))
                .setConsistency(Wire.consistency(consistency))
                .build());
    return Calls.read(answer.getHeader(), answer.getCount());
  }

  @Override
  public Stored<AttestedNode> update(
      AttestedNode node, Set<NodeField> fields, Expectation expectation) {
    var message =
        dev.holdfast.proto.datastore.v1.AttestedNode.newBuilder().setId(node.id().toString());
    NodeCodec.write(node, fields, message);
    var answer =
        calls.write(
            NodeServiceGrpc.getUpdateNodeMethod(),
            UpdateNodeRequest.newBuilder()
                .setNode(message)
                .setMask(Masks.encodeNode(fields))
                .setExpectation(Wire.expectation(expectation))
                .build());
    return Wire.node(answer.getNode(), answer.getHeader().getFloor().getHistoryId());
  }

  @Override
  public Deleted<AttestedNode> delete(SpiffeId id, Expectation expectation) {
    var answer =
        calls.write(
            NodeServiceGrpc.getDeleteNodeMethod(),
            DeleteNodeRequest.newBuilder()
                .setId(id.toString())
                .setExpectation(Wire.expectation(expectation))
                .build());
    return new Deleted<>(
        Wire.node(answer.getNode(), answer.getHeader().getFloor().getHistoryId()),
        Calls.floor(answer.getHeader()));
  }

  @Override
  public Pruned prune(Instant expiresBefore, PruneScope scope, int atMost) {
    var answer =
        calls.write(
            NodeServiceGrpc.getPruneNodesMethod(),
            PruneNodesRequest.newBuilder()
                .setExpiresBefore(Times.encode(expiresBefore))
                .setScope(
                    switch (scope) {
                      case REATTESTABLE -> PruneNodesRequest.Scope.REATTESTABLE;
                      case ALL -> PruneNodesRequest.Scope.ALL;
                    })
                .setAtMost(atMost)
                .build());
    return new Pruned(answer.getPruned(), Calls.floor(answer.getHeader()));
  }
}
