package dev.holdfast.datastore.cache;

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
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.write.CaJournalWrites;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The CA journals of a {@link CachedDataStore}. */
final class CachedCaJournals implements CaJournals {

  private final PlainReads<CaJournal> reads;
  private final CaJournalWrites writes;

  CachedCaJournals(Views views, Pages pages, Records records, CaJournalWrites writes) {
    this.reads =
        new PlainReads<>(
            RecordKind.CA_JOURNAL,
            views,
            pages,
            (state, row) -> records.caJournal(row, state.floor().historyId()));
    this.writes = writes;
  }

  @Override
  public Stored<CaJournal> create(CaJournal journal) {
    return writes.create(journal);
  }

  @Override
  public Read<Optional<Stored<CaJournal>>> fetch(String id, ReadConsistency consistency) {
    return reads.fetch(id, consistency);
  }

  @Override
  public Read<List<Stored<CaJournal>>> list(ReadConsistency consistency) {
    return reads.list(consistency);
  }

  @Override
  public Page<Stored<CaJournal>> list(PageRequest page) {
    return reads.list(page);
  }

  @Override
  public Read<Optional<Stored<CaJournal>>> fetchByActiveX509Authority(
      String authorityId, ReadConsistency consistency) {
    return reads.first(journal -> journal.activeX509AuthorityId().equals(authorityId), consistency);
  }

  @Override
  public Stored<CaJournal> update(CaJournal journal, Expectation expectation) {
    return writes.update(journal, expectation);
  }

  @Override
  public Pruned prune(Instant expiresBy, int atMost) {
    return reads.prune(
        journal -> journal.expiresAt().filter(end -> !end.isAfter(expiresBy)).isPresent(),
        atMost,
        writes::prune);
  }
}
