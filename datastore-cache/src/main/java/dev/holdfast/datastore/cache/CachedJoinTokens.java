package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.JoinTokens;
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
import dev.holdfast.datastore.cache.internal.write.JoinTokenWrites;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The join tokens of a {@link CachedDataStore}. */
final class CachedJoinTokens implements JoinTokens {

  private final PlainReads<JoinToken> reads;
  private final JoinTokenWrites writes;

  CachedJoinTokens(Views views, Pages pages, Records records, JoinTokenWrites writes) {
    this.reads =
        new PlainReads<>(
            RecordKind.JOIN_TOKEN,
            views,
            pages,
            (state, row) -> records.joinToken(row, state.floor().historyId()));
    this.writes = writes;
  }

  @Override
  public Stored<JoinToken> create(JoinToken token) {
    return writes.create(token);
  }

  @Override
  public Read<Optional<Stored<JoinToken>>> fetch(String token, ReadConsistency consistency) {
    return reads.fetch(token, consistency);
  }

  @Override
  public Read<List<Stored<JoinToken>>> list(ReadConsistency consistency) {
    return reads.list(consistency);
  }

  @Override
  public Page<Stored<JoinToken>> list(PageRequest page) {
    return reads.list(page);
  }

  @Override
  public Deleted<JoinToken> delete(String token) {
    return writes.delete(token);
  }

  @Override
  public Pruned prune(Instant expiresBefore, int atMost) {
    return reads.prune(token -> token.expiresAt().isBefore(expiresBefore), atMost, writes::prune);
  }
}
