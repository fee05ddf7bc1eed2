package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.CaJournalServiceGrpc;
import dev.holdfast.proto.datastore.v1.CreateCaJournalRequest;
import dev.holdfast.proto.datastore.v1.FetchCaJournalRequest;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.ListCaJournalsRequest;
import dev.holdfast.proto.datastore.v1.ListCaJournalsResponse;
import dev.holdfast.proto.datastore.v1.PruneCaJournalsRequest;
import dev.holdfast.proto.datastore.v1.UpdateCaJournalRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The CA journals of a {@link RemoteDataStore}. */
final class RemoteCaJournals implements CaJournals {

  private final Calls calls;
  private final Batches batches;

  RemoteCaJournals(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
  }

  private static Stored<CaJournal> stored(
      dev.holdfast.proto.datastore.v1.CaJournal message, Header header) {
    return Wire.caJournal(message, header.getFloor().getHistoryId());
  }

  @Override
  public Stored<CaJournal> create(CaJournal record) {
    var answer = calls.write(CaJournalServiceGrpc.getCreateCaJournalMethod(), creation(record));
    return stored(answer.getCaJournal(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<CaJournal>>> createEach(List<CaJournal> journals) {
    return batches.write(
        journals,
        (write, journal) -> write.setCreateCaJournal(creation(journal)),
        result -> {
          var answer = result.getCreateCaJournal();
          return stored(answer.getCaJournal(), answer.getHeader());
        });
  }

  private static CreateCaJournalRequest creation(CaJournal record) {
    return CreateCaJournalRequest.newBuilder().setCaJournal(CaJournalCodec.encode(record)).build();
  }

  @Override
  public Read<Optional<Stored<CaJournal>>> fetch(String id, ReadConsistency consistency) {
    return fetch(FetchCaJournalRequest.newBuilder().setId(id), consistency);
  }

  private Read<Optional<Stored<CaJournal>>> fetch(
      FetchCaJournalRequest.Builder request, ReadConsistency consistency) {
    var answer =
        calls.read(
            CaJournalServiceGrpc.getFetchCaJournalMethod(),
            request.setConsistency(Wire.consistency(consistency)).build());
    return Calls.read(
        answer.getHeader(),
        answer.hasCaJournal()
            ? Optional.of(stored(answer.getCaJournal(), answer.getHeader()))
            : Optional.empty());
  }

  @Override
  public Read<List<Stored<CaJournal>>> list(ReadConsistency consistency) {
    return records(
        messages(
            ListCaJournalsRequest.newBuilder()
                .setConsistency(Wire.consistency(consistency))
                .build()));
  }

  @Override
  public Page<Stored<CaJournal>> list(PageRequest page) {
    List<ListCaJournalsResponse> messages =
        messages(
            ListCaJournalsRequest.newBuilder()
                .setPage(Wire.page(page))
                .setConsistency(Wire.consistency(page.consistency()))
                .build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private List<ListCaJournalsResponse> messages(ListCaJournalsRequest request) {
    return calls.all(CaJournalServiceGrpc.getListCaJournalsMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<CaJournal>>> records(List<ListCaJournalsResponse> messages) {
    return Calls.records(
        messages,
        ListCaJournalsResponse::getHeader,
        ListCaJournalsResponse::getCaJournalsList,
        Wire::caJournal);
  }

  @Override
  public Read<Optional<Stored<CaJournal>>> fetchByActiveX509Authority(
      String authorityId, ReadConsistency consistency) {
    return fetch(
        FetchCaJournalRequest.newBuilder().setActiveX509AuthorityId(authorityId), consistency);
  }

  @Override
  public Stored<CaJournal> update(CaJournal journal, Expectation expectation) {
    var answer =
        calls.write(CaJournalServiceGrpc.getUpdateCaJournalMethod(), change(journal, expectation));
    return stored(answer.getCaJournal(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<CaJournal>>> updateEach(List<CaJournal> journals) {
    return batches.write(
        journals,
        (write, journal) -> write.setUpdateCaJournal(change(journal, Expectation.any())),
        result -> {
          var answer = result.getUpdateCaJournal();
          return stored(answer.getCaJournal(), answer.getHeader());
        });
  }

  private static UpdateCaJournalRequest change(CaJournal journal, Expectation expectation) {
    return UpdateCaJournalRequest.newBuilder()
        .setCaJournal(CaJournalCodec.encode(journal))
        .setExpectation(Wire.expectation(expectation))
        .build();
  }

  @Override
  public Pruned prune(Instant expiresBy, int atMost) {
    var answer =
        calls.write(
            CaJournalServiceGrpc.getPruneCaJournalsMethod(),
            PruneCaJournalsRequest.newBuilder()
                .setExpiresBy(Times.encode(expiresBy))
                .setAtMost(atMost)
                .build());
    return new Pruned(answer.getPruned(), Calls.floor(answer.getHeader()));
  }
}
