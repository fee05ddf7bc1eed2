package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The CA journals of a {@link Model}. */
final class ModelCaJournals implements CaJournals {

  private static final RecordKind KIND = RecordKind.CA_JOURNAL;

  private final Model model;

  ModelCaJournals(Model model) {
    this.model = model;
  }

  @Override
  public Stored<CaJournal> create(CaJournal journal) {
    ModelRules.check(journal);
    model.requireAbsent(KIND, journal.id());
    return model.commit(edit -> edit.write(journal));
  }

  @Override
  public Stored<CaJournal> update(CaJournal journal, Expectation expectation) {
    ModelRules.check(journal);
    Stored<CaJournal> unused = model.required(KIND, journal.id(), expectation);
    return model.commit(edit -> edit.write(journal));
  }

  @Override
  public Read<Optional<Stored<CaJournal>>> fetch(String id, ReadConsistency consistency) {
    return model.read(model.shown().find(KIND, id));
  }

  @Override
  public Read<List<Stored<CaJournal>>> list(ReadConsistency consistency) {
    return model.read(model.shown().all(KIND));
  }

  @Override
  public Page<Stored<CaJournal>> list(PageRequest page) {
    return model.<CaJournal>page("journals", KIND, page, journal -> true, stored -> stored);
  }

  @Override
  public Read<Optional<Stored<CaJournal>>> fetchByActiveX509Authority(
      String authorityId, ReadConsistency consistency) {
    return model.read(
        model.shown().<CaJournal>all(KIND).stream()
            .filter(stored -> stored.value().activeX509AuthorityId().equals(authorityId))
            .findFirst());
  }

  @Override
  public Pruned prune(Instant expiresBy, int atMost) {
    return model.<CaJournal>prune(
        KIND,
        journal -> journal.expiresAt().isPresent() && !journal.expiresAt().get().isAfter(expiresBy),
        atMost,
        (edit, stored) -> edit.delete(KIND, stored.value().key()));
  }
}
