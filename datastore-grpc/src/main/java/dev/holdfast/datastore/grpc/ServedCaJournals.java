package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.proto.datastore.v1.CaJournalServiceGrpc.CaJournalServiceImplBase;
import dev.holdfast.proto.datastore.v1.CreateCaJournalRequest;
import dev.holdfast.proto.datastore.v1.CreateCaJournalResponse;
import dev.holdfast.proto.datastore.v1.FetchCaJournalRequest;
import dev.holdfast.proto.datastore.v1.FetchCaJournalResponse;
import dev.holdfast.proto.datastore.v1.ListCaJournalsRequest;
import dev.holdfast.proto.datastore.v1.ListCaJournalsResponse;
import dev.holdfast.proto.datastore.v1.PruneCaJournalsRequest;
import dev.holdfast.proto.datastore.v1.PruneCaJournalsResponse;
import dev.holdfast.proto.datastore.v1.UpdateCaJournalRequest;
import dev.holdfast.proto.datastore.v1.UpdateCaJournalResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/** Serves CA journals. */
final class ServedCaJournals extends CaJournalServiceImplBase {

  private final CaJournals records;

  ServedCaJournals(CaJournals records) {
    this.records = records;
  }

  @Override
  public void createCaJournal(
      CreateCaJournalRequest request, StreamObserver<CreateCaJournalResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasCaJournal(), CaJournalCodec.OBJECT);
          Stored<CaJournal> created = records.create(CaJournalCodec.decode(request.getCaJournal()));
          return CreateCaJournalResponse.newBuilder()
              .setHeader(Wire.header(created.floor(), Duration.ZERO))
              .setCaJournal(Wire.caJournal(created))
              .build();
        });
  }

  @Override
  public void fetchCaJournal(
      FetchCaJournalRequest request, StreamObserver<FetchCaJournalResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<CaJournal>>> read = read(request);
          FetchCaJournalResponse.Builder response =
              FetchCaJournalResponse.newBuilder().setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::caJournal).ifPresent(response::setCaJournal);
          return response.build();
        });
  }

  @Override
  public void listCaJournals(
      ListCaJournalsRequest request, StreamObserver<ListCaJournalsResponse> observer) {
    Served.many(
        observer,
        () -> {
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(page, consistency, records::list, Wire::caJournal),
              part -> {
                ListCaJournalsResponse.Builder response =
                    ListCaJournalsResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllCaJournals(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }

  private Read<Optional<Stored<CaJournal>>> read(FetchCaJournalRequest request) {
    ReadConsistency consistency = Wire.consistency(request.getConsistency());
    return switch (request.getByCase()) {
      case ID -> records.fetch(request.getId(), consistency);
      case ACTIVE_X509_AUTHORITY_ID ->
          records.fetchByActiveX509Authority(request.getActiveX509AuthorityId(), consistency);
      case BY_NOT_SET -> throw DataStoreException.invalid("request", "by", "no journal is named");
    };
  }

  @Override
  public void updateCaJournal(
      UpdateCaJournalRequest request, StreamObserver<UpdateCaJournalResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasCaJournal(), CaJournalCodec.OBJECT);
          Stored<CaJournal> updated =
              records.update(
                  CaJournalCodec.decode(request.getCaJournal()),
                  Wire.expectation(request.getExpectation()));
          return UpdateCaJournalResponse.newBuilder()
              .setHeader(Wire.header(updated.floor(), Duration.ZERO))
              .setCaJournal(Wire.caJournal(updated))
              .build();
        });
  }

  @Override
  public void pruneCaJournals(
      PruneCaJournalsRequest request, StreamObserver<PruneCaJournalsResponse> observer) {
    Served.one(
        observer,
        () -> {
          Pruned pruned =
              records.prune(
                  Wire.time("expires_by", request.hasExpiresBy(), request.getExpiresBy()),
                  request.getAtMost());
          return PruneCaJournalsResponse.newBuilder()
              .setHeader(Wire.header(pruned.floor(), Duration.ZERO))
              .setPruned(pruned.count())
              .build();
        });
  }
}
