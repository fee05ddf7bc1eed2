package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/** Writes of join tokens. No message of an error tells a token, which is a secret. */
public final class JoinTokenWrites {

  private static final int OPERATIONS = 2;

  private final Commits commits;
  private final Clock clock;

  /**
   * Makes the writes.
   *
   * @param commits where they are committed
   * @param clock tells when tokens are created
   */
  public JoinTokenWrites(Commits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Creates a token.
   *
   * @param token the token
   */
  public Stored<JoinToken> create(JoinToken token) {
    Rules.check(token);
    Bytes key = key(token.token());
    return commits.commit(
        source -> {
          if (source.record(key).isPresent()) {
            throw Messages.exists(JoinTokenCodec.OBJECT, "there is one like it; choose another");
          }
          Metadata metadata = Messages.created(clock.instant(), 0);
          Bytes value =
              Messages.encode(
                  JoinTokenCodec.encode(token).toBuilder().setMetadata(metadata).build(),
                  JoinTokenCodec.OBJECT,
                  commits.limits());
          return new Plan.Builder()
              .absent(key)
              .put(key, value)
              .answering(floor -> Messages.written(token, metadata, floor.revision(), floor));
        });
  }

  /**
   * Deletes a token.
   *
   * @param token the token
   */
  public Deleted<JoinToken> delete(String token) {
    return commits.commit(
        source -> {
          Current record =
              source.record(key(token)).orElseThrow(() -> Messages.notFound(JoinTokenCodec.OBJECT));
          var message = parse(record);
          JoinToken before = JoinTokenCodec.decode(message);
          return new Plan.Builder()
              .unchanged(record)
              .delete(record.key())
              .answering(
                  floor ->
                      new Deleted<>(
                          Messages.before(before, message.getMetadata(), record, floor), floor));
        });
  }

  /**
   * Deletes tokens that have expired.
   *
   * @param candidates the keys of tokens that may have
   * @param seen the state in which they may have
   * @param expired tells whether a token has
   */
  public Pruned prune(List<Bytes> candidates, Floor seen, Predicate<JoinToken> expired) {
    return new Pruning(
            commits,
            record -> expired.test(JoinTokenCodec.decode(parse(record))),
            (source, record, budget, plan) -> {
              boolean fits = budget.take(OPERATIONS);
              if (fits) {
                plan.unchanged(record).delete(record.key());
              }
              return fits;
            })
        .prune(candidates, seen);
  }

  private static Bytes key(String token) {
    return Layout.key(RecordKind.JOIN_TOKEN, token);
  }

  private static dev.holdfast.proto.datastore.v1.JoinToken parse(Current record) {
    return Messages.decode(record, dev.holdfast.proto.datastore.v1.JoinToken.parser());
  }
}
