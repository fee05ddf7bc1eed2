package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.JoinTokens;
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

/** The join tokens of a {@link Model}. */
final class ModelJoinTokens implements JoinTokens {

  private static final RecordKind KIND = RecordKind.JOIN_TOKEN;

  private final Model model;

  ModelJoinTokens(Model model) {
    this.model = model;
  }

  @Override
  public Stored<JoinToken> create(JoinToken token) {
    ModelRules.check(token);
    model.requireAbsent(KIND, token.key());
    return model.commit(edit -> edit.write(token));
  }

  @Override
  public Read<Optional<Stored<JoinToken>>> fetch(String token, ReadConsistency consistency) {
    return model.read(model.shown().find(KIND, token));
  }

  @Override
  public Read<List<Stored<JoinToken>>> list(ReadConsistency consistency) {
    return model.read(model.shown().all(KIND));
  }

  @Override
  public Page<Stored<JoinToken>> list(PageRequest page) {
    return model.<JoinToken>page("tokens", KIND, page, token -> true, stored -> stored);
  }

  @Override
  public Deleted<JoinToken> delete(String token) {
    Stored<JoinToken> stored = model.required(KIND, token, Expectation.any());
    return model.committed(edit -> edit.delete(KIND, token), floor -> new Deleted<>(stored, floor));
  }

  @Override
  public Pruned prune(Instant expiresBefore, int atMost) {
    return model.<JoinToken>prune(
        KIND,
        token -> token.expiresAt().isBefore(expiresBefore),
        atMost,
        (edit, stored) -> edit.delete(KIND, stored.value().key()));
  }
}
