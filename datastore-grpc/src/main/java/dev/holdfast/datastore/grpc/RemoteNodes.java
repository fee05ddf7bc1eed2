package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.BatchResult;
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
import dev.holdfast.datastore.RecordChange;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.CountNodesRequest;
import dev.holdfast.proto.datastore.v1.CreateNodeRequest;
import dev.holdfast.proto.datastore.v1.DeleteNodeRequest;
import dev.holdfast.proto.datastore.v1.DeleteNodeResponse;
import dev.holdfast.proto.datastore.v1.FetchNodeRequest;
import dev.holdfast.proto.datastore.v1.FetchNodesRequest;
import dev.holdfast.proto.datastore.v1.FetchNodesResponse;
import dev.holdfast.proto.datastore.v1.Header;
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
  private final Batches batches;

  RemoteNodes(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
  }

  @Override
  public Stored<AttestedNode> create(AttestedNode node) {
    var answer = calls.write(NodeServiceGrpc.getCreateNodeMethod(), creation(node));
    return stored(answer.getNode(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<AttestedNode>>> createEach(List<AttestedNode> nodes) {
    return batches.write(
        nodes,
        (write, node) -> write.setCreateNode(creation(node)),
        result -> stored(result.getCreateNode().getNode(), result.getCreateNode().getHeader()));
  }

  private static CreateNodeRequest creation(AttestedNode node) {
    return CreateNodeRequest.newBuilder().setNode(NodeCodec.encode(node)).build();
  }

  private static Stored<AttestedNode> stored(
      dev.holdfast.proto.datastore.v1.AttestedNode node, Header header) {
    return Wire.node(node, header.getFloor().getHistoryId());
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
            ? Optional.of(stored(answer.getNode(), answer.getHeader()))
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
    var answer =
        calls.write(
            NodeServiceGrpc.getUpdateNodeMethod(),
            change(new RecordChange<>(node, fields, expectation)));
    return stored(answer.getNode(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<AttestedNode>>> updateEach(
      List<RecordChange<AttestedNode, NodeField>> changes) {
    return batches.write(
        changes,
        (write, change) -> write.setUpdateNode(change(change)),
        result -> stored(result.getUpdateNode().getNode(), result.getUpdateNode().getHeader()));
  }

  private static UpdateNodeRequest change(RecordChange<AttestedNode, NodeField> change) {
    var message =
        dev.holdfast.proto.datastore.v1.AttestedNode.newBuilder()
            .setId(change.record().id().toString());
    NodeCodec.write(change.record(), change.fields(), message);
    return UpdateNodeRequest.newBuilder()
        .setNode(message)
        .setMask(Masks.encodeNode(change.fields()))
        .setExpectation(Wire.expectation(change.expectation()))
        .build();
  }

  @Override
  public Deleted<AttestedNode> delete(SpiffeId id, Expectation expectation) {
    return deleted(calls.write(NodeServiceGrpc.getDeleteNodeMethod(), deletion(id, expectation)));
  }

  @Override
  public List<BatchResult<Deleted<AttestedNode>>> deleteEach(List<SpiffeId> ids) {
    return batches.write(
        ids,
        (write, id) -> write.setDeleteNode(deletion(id, Expectation.any())),
        result -> deleted(result.getDeleteNode()));
  }

  private static DeleteNodeRequest deletion(SpiffeId id, Expectation expectation) {
    return DeleteNodeRequest.newBuilder()
        .setId(id.toString())
        .setExpectation(Wire.expectation(expectation))
        .build();
  }

  private static Deleted<AttestedNode> deleted(DeleteNodeResponse answer) {
    return new Deleted<>(
        stored(answer.getNode(), answer.getHeader()), Calls.floor(answer.getHeader()));
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
