package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.proto.datastore.v1.CountNodesRequest;
import dev.holdfast.proto.datastore.v1.CountNodesResponse;
import dev.holdfast.proto.datastore.v1.CreateNodeRequest;
import dev.holdfast.proto.datastore.v1.CreateNodeResponse;
import dev.holdfast.proto.datastore.v1.DeleteNodeRequest;
import dev.holdfast.proto.datastore.v1.DeleteNodeResponse;
import dev.holdfast.proto.datastore.v1.FetchNodeRequest;
import dev.holdfast.proto.datastore.v1.FetchNodeResponse;
import dev.holdfast.proto.datastore.v1.FetchNodesRequest;
import dev.holdfast.proto.datastore.v1.FetchNodesResponse;
import dev.holdfast.proto.datastore.v1.ListNodesRequest;
import dev.holdfast.proto.datastore.v1.ListNodesResponse;
import dev.holdfast.proto.datastore.v1.NodeServiceGrpc.NodeServiceImplBase;
import dev.holdfast.proto.datastore.v1.PruneNodesRequest;
import dev.holdfast.proto.datastore.v1.PruneNodesResponse;
import dev.holdfast.proto.datastore.v1.UpdateNodeRequest;
import dev.holdfast.proto.datastore.v1.UpdateNodeResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves attested nodes. */
final class ServedNodes extends NodeServiceImplBase {

  private final Nodes nodes;

  ServedNodes(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public void createNode(CreateNodeRequest request, StreamObserver<CreateNodeResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasNode(), NodeCodec.OBJECT);
          Stored<AttestedNode> created = nodes.create(NodeCodec.decode(request.getNode()));
          return CreateNodeResponse.newBuilder()
              .setHeader(Wire.header(created.floor(), Duration.ZERO))
              .setNode(Wire.node(created))
              .build();
        });
  }

  @Override
  public void fetchNode(FetchNodeRequest request, StreamObserver<FetchNodeResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<AttestedNode>>> read =
              nodes.fetch(
                  Wire.spiffeId("id", request.getId()),
                  Wire.detail(request.getDetail()),
                  Wire.consistency(request.getConsistency()));
          FetchNodeResponse.Builder response =
              FetchNodeResponse.newBuilder().setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::node).ifPresent(response::setNode);
          return response.build();
        });
  }

  @Override
  public void fetchNodes(FetchNodesRequest request, StreamObserver<FetchNodesResponse> observer) {
    Served.many(
        observer,
        () -> {
          Read<Map<SpiffeId, Stored<AttestedNode>>> read =
              nodes.fetchAll(
                  request.getIdsList().stream().map(id -> Wire.spiffeId("ids", id)).toList(),
                  Wire.detail(request.getDetail()),
                  Wire.consistency(request.getConsistency()));
          return Chunks.map(
              Chunks.cut(read.value().values().stream().map(Wire::node).toList()).iterator(),
              chunk ->
                  FetchNodesResponse.newBuilder()
                      .setHeader(Wire.header(read.floor(), read.age()))
                      .addAllNodes(chunk)
                      .build());
        });
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    Served.many(
        observer,
        () -> {
          NodeFilter filter = FilterCodec.decode(request.getFilter());
          NodeDetail detail = Wire.detail(request.getDetail());
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(
                  page, consistency, step -> nodes.list(filter, detail, step), Wire::node),
              part -> {
                ListNodesResponse.Builder response =
                    ListNodesResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllNodes(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }

  @Override
  public void countNodes(CountNodesRequest request, StreamObserver<CountNodesResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Long> read =
              nodes.count(
                  FilterCodec.decode(request.getFilter()),
                  Wire.consistency(request.getConsistency()));
          return CountNodesResponse.newBuilder()
              .setHeader(Wire.header(read.floor(), read.age()))
              .setCount(read.value())
              .build();
        });
  }

  @Override
  public void updateNode(UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasNode(), NodeCodec.OBJECT);
          Set<NodeField> fields =
              request.hasMask() ? Masks.decode(request.getMask()) : EnumSet.allOf(NodeField.class);
          Stored<AttestedNode> updated =
              nodes.update(
                  NodeCodec.decode(request.getNode(), fields),
                  fields,
                  Wire.expectation(request.getExpectation()));
          return UpdateNodeResponse.newBuilder()
              .setHeader(Wire.header(updated.floor(), Duration.ZERO))
              .setNode(Wire.node(updated))
              .build();
        });
  }

  @Override
  public void deleteNode(DeleteNodeRequest request, StreamObserver<DeleteNodeResponse> observer) {
    Served.one(
        observer,
        () -> {
          Deleted<AttestedNode> deleted =
              nodes.delete(
                  Wire.spiffeId("id", request.getId()), Wire.expectation(request.getExpectation()));
          return DeleteNodeResponse.newBuilder()
              .setHeader(Wire.header(deleted.floor(), Duration.ZERO))
              .setNode(Wire.node(deleted.record()))
              .build();
        });
  }

  @Override
  public void pruneNodes(PruneNodesRequest request, StreamObserver<PruneNodesResponse> observer) {
    Served.one(
        observer,
        () -> {
          Pruned pruned =
              nodes.prune(
                  Wire.time(
                      "expires_before", request.hasExpiresBefore(), request.getExpiresBefore()),
                  scope(request.getScope()),
                  request.getAtMost());
          return PruneNodesResponse.newBuilder()
              .setHeader(Wire.header(pruned.floor(), Duration.ZERO))
              .setPruned(pruned.count())
              .build();
        });
  }

  private static PruneScope scope(PruneNodesRequest.Scope scope) {
    return switch (scope) {
      case ALL -> PruneScope.ALL;
      case REATTESTABLE, SCOPE_UNSPECIFIED -> PruneScope.REATTESTABLE;
      case UNRECOGNIZED -> throw Wire.unrecognized("scope");
    };
  }
}
