package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordChange;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.AppendBundleRequest;
import dev.holdfast.proto.datastore.v1.BundleServiceGrpc;
import dev.holdfast.proto.datastore.v1.CountBundlesRequest;
import dev.holdfast.proto.datastore.v1.CreateBundleRequest;
import dev.holdfast.proto.datastore.v1.DeleteBundleRequest;
import dev.holdfast.proto.datastore.v1.DeleteBundleResponse;
import dev.holdfast.proto.datastore.v1.FetchBundleRequest;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.ListBundlesRequest;
import dev.holdfast.proto.datastore.v1.ListBundlesResponse;
import dev.holdfast.proto.datastore.v1.PruneBundleRequest;
import dev.holdfast.proto.datastore.v1.RevokeAuthorityRequest;
import dev.holdfast.proto.datastore.v1.SetBundleRequest;
import dev.holdfast.proto.datastore.v1.TaintAuthorityRequest;
import dev.holdfast.proto.datastore.v1.UpdateBundleRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bundles of a {@link RemoteDataStore}. */
final class RemoteBundles implements Bundles {

  private final Calls calls;
  private final Batches batches;

  RemoteBundles(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
  }

  @Override
  public Stored<Bundle> create(Bundle bundle) {
    var answer = calls.write(BundleServiceGrpc.getCreateBundleMethod(), creation(bundle));
    return stored(answer.getBundle(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<Bundle>>> createEach(List<Bundle> bundles) {
    return batches.write(
        bundles,
        (write, bundle) -> write.setCreateBundle(creation(bundle)),
        result ->
            stored(result.getCreateBundle().getBundle(), result.getCreateBundle().getHeader()));
  }

  private static CreateBundleRequest creation(Bundle bundle) {
    return CreateBundleRequest.newBuilder().setBundle(BundleCodec.encode(bundle)).build();
  }

  private static Stored<Bundle> stored(
      dev.holdfast.proto.datastore.v1.Bundle bundle, Header header) {
    return Wire.bundle(bundle, header.getFloor().getHistoryId());
  }

  @Override
  public Read<Optional<Stored<Bundle>>> fetch(
      TrustDomain trustDomain, ReadConsistency consistency) {
    var answer =
        calls.read(
            BundleServiceGrpc.getFetchBundleMethod(),
            FetchBundleRequest.newBuilder()
                .setTrustDomain(trustDomain.name())
                .setConsistency(Wire.consistency(consistency))
                .build());
    return Calls.read(
        answer.getHeader(),
        answer.hasBundle()
            ? Optional.of(stored(answer.getBundle(), answer.getHeader()))
            : Optional.empty());
  }

  @Override
  public Read<List<Stored<Bundle>>> list(ReadConsistency consistency) {
    return records(
        messages(
            ListBundlesRequest.newBuilder().setConsistency(Wire.consistency(consistency)).build()));
  }

  @Override
  public Page<Stored<Bundle>> list(PageRequest page) {
    List<ListBundlesResponse> messages =
        messages(
            ListBundlesRequest.newBuilder()
                .setPage(Wire.page(page))
                .setConsistency(Wire.consistency(page.consistency()))
                .build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private List<ListBundlesResponse> messages(ListBundlesRequest request) {
    return calls.all(BundleServiceGrpc.getListBundlesMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<Bundle>>> records(List<ListBundlesResponse> messages) {
    return Calls.records(
        messages,
        ListBundlesResponse::getHeader,
        ListBundlesResponse::getBundlesList,
        Wire::bundle);
  }

  @Override
  public Read<Long> count(ReadConsistency consistency) {
    var answer =
        calls.read(
            BundleServiceGrpc.getCountBundlesMethod(),
            CountBundlesRequest.newBuilder().setConsistency(Wire.consistency(consistency)).build());
    return Calls.read(answer.getHeader(), answer.getCount());
  }

  @Override
  public Stored<Bundle> set(Bundle bundle) {
    var answer = calls.write(BundleServiceGrpc.getSetBundleMethod(), setting(bundle));
    return stored(answer.getBundle(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<Bundle>>> setEach(List<Bundle> bundles) {
    return batches.write(
        bundles,
        (write, bundle) -> write.setSetBundle(setting(bundle)),
        result -> stored(result.getSetBundle().getBundle(), result.getSetBundle().getHeader()));
  }

  private static SetBundleRequest setting(Bundle bundle) {
    return SetBundleRequest.newBuilder().setBundle(BundleCodec.encode(bundle)).build();
  }

  @Override
  public Stored<Bundle> update(Bundle bundle, Set<BundleField> fields, Expectation expectation) {
    var answer =
        calls.write(
            BundleServiceGrpc.getUpdateBundleMethod(),
            change(new RecordChange<>(bundle, fields, expectation)));
    return stored(answer.getBundle(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<Bundle>>> updateEach(
      List<RecordChange<Bundle, BundleField>> changes) {
    return batches.write(
        changes,
        (write, change) -> write.setUpdateBundle(change(change)),
        result ->
            stored(result.getUpdateBundle().getBundle(), result.getUpdateBundle().getHeader()));
  }

  private static UpdateBundleRequest change(RecordChange<Bundle, BundleField> change) {
    var message =
        dev.holdfast.proto.datastore.v1.Bundle.newBuilder()
            .setTrustDomain(change.record().trustDomain().name());
    BundleCodec.write(change.record(), change.fields(), message);
    return UpdateBundleRequest.newBuilder()
        .setBundle(message)
        .setMask(Masks.encodeBundle(change.fields()))
        .setExpectation(Wire.expectation(change.expectation()))
        .build();
  }

  @Override
  public Deleted<Bundle> delete(TrustDomain trustDomain, DeleteMode mode, Expectation expectation) {
    return deleted(
        calls.write(
            BundleServiceGrpc.getDeleteBundleMethod(), deletion(trustDomain, mode, expectation)));
  }

  @Override
  public List<BatchResult<Deleted<Bundle>>> deleteEach(
      List<TrustDomain> trustDomains, DeleteMode mode) {
    return batches.write(
        trustDomains,
        (write, trustDomain) ->
            write.setDeleteBundle(deletion(trustDomain, mode, Expectation.any())),
        result -> deleted(result.getDeleteBundle()));
  }

  private static DeleteBundleRequest deletion(
      TrustDomain trustDomain, DeleteMode mode, Expectation expectation) {
    return DeleteBundleRequest.newBuilder()
        .setTrustDomain(trustDomain.name())
        .setMode(
            switch (mode) {
              case RESTRICT -> DeleteBundleRequest.Mode.RESTRICT;
              case DISSOCIATE -> DeleteBundleRequest.Mode.DISSOCIATE;
              case DELETE -> DeleteBundleRequest.Mode.DELETE;
            })
        .setExpectation(Wire.expectation(expectation))
        .build();
  }

  private static Deleted<Bundle> deleted(DeleteBundleResponse answer) {
    return new Deleted<>(
        stored(answer.getBundle(), answer.getHeader()), Calls.floor(answer.getHeader()));
  }

  @Override
  public Stored<Bundle> append(Bundle bundle) {
    var answer =
        calls.write(
            BundleServiceGrpc.getAppendBundleMethod(),
            AppendBundleRequest.newBuilder().setBundle(BundleCodec.encode(bundle)).build());
    return stored(answer.getBundle(), answer.getHeader());
  }

  @Override
  public Optional<Stored<Bundle>> prune(TrustDomain trustDomain, Instant expiresBy) {
    var answer =
        calls.write(
            BundleServiceGrpc.getPruneBundleMethod(),
            PruneBundleRequest.newBuilder()
                .setTrustDomain(trustDomain.name())
                .setExpiresBy(Times.encode(expiresBy))
                .build());
    return answer.hasBundle()
        ? Optional.of(stored(answer.getBundle(), answer.getHeader()))
        : Optional.empty();
  }

  @Override
  public Stored<Bundle> taint(TrustDomain trustDomain, AuthorityId authority) {
    var answer =
        calls.write(
            BundleServiceGrpc.getTaintAuthorityMethod(),
            TaintAuthorityRequest.newBuilder()
                .setTrustDomain(trustDomain.name())
                .setAuthority(message(authority))
                .build());
    return stored(answer.getBundle(), answer.getHeader());
  }

  @Override
  public Stored<Bundle> revoke(TrustDomain trustDomain, AuthorityId authority) {
    var answer =
        calls.write(
            BundleServiceGrpc.getRevokeAuthorityMethod(),
            RevokeAuthorityRequest.newBuilder()
                .setTrustDomain(trustDomain.name())
                .setAuthority(message(authority))
                .build());
    return stored(answer.getBundle(), answer.getHeader());
  }

  private static dev.holdfast.proto.datastore.v1.AuthorityId message(AuthorityId authority) {
    dev.holdfast.proto.datastore.v1.AuthorityId.Builder message =
        dev.holdfast.proto.datastore.v1.AuthorityId.newBuilder();
    if (authority instanceof AuthorityId.X509 x509) {
      message.setX509SubjectKeyId(x509.subjectKeyId());
    } else if (authority instanceof AuthorityId.Jwt jwt) {
      message.setJwtKeyId(jwt.keyId());
    } else if (authority instanceof AuthorityId.Wit wit) {
      message.setWitKeyId(wit.keyId());
    }
    return message.build();
  }
}
