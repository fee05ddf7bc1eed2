package dev.holdfast.conformance.history;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.TxnId;
import java.util.Optional;

/** One call of a verb, and what came of it. */
public sealed interface Call {

  /** Returns when it was made and answered. */
  Span span();

  /** Returns what came back. */
  Answer<?> answer();

  /** Returns the transaction that it was made in, if any. */
  Optional<TxnId> txn();

  /**
   * A put.
   *
   * @param span when
   * @param request what was sent
   * @param answer what came back
   */
  record Put(Span span, PutRequest request, Answer<PutResult> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return request.txn();
    }
  }

  /**
   * A get.
   *
   * @param span when
   * @param request what was sent
   * @param answer what came back
   */
  record Get(Span span, GetRequest request, Answer<GetResult> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return request.txn();
    }
  }

  /**
   * A delete.
   *
   * @param span when
   * @param request what was sent
   * @param answer what came back
   */
  record Delete(Span span, DeleteRequest request, Answer<DeleteResult> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return request.txn();
    }
  }

  /**
   * A count.
   *
   * @param span when
   * @param request what was sent
   * @param answer what came back
   */
  record Count(Span span, CountRequest request, Answer<CountResult> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return request.txn();
    }
  }

  /**
   * The begin of a transaction.
   *
   * @param span when
   * @param request what was sent
   * @param answer what came back
   */
  record Begin(Span span, BeginRequest request, Answer<BeginResult> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return answer.value().map(BeginResult::txn);
    }
  }

  /**
   * A commit.
   *
   * @param span when
   * @param request what was sent
   * @param answer what came back
   */
  record Commit(Span span, CommitRequest request, Answer<CommitResult> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return Optional.of(request.txn());
    }
  }

  /**
   * An abort.
   *
   * @param span when
   * @param request the transaction
   * @param answer what came back: an empty text
   */
  record Abort(Span span, TxnId request, Answer<String> answer) implements Call {
    @Override
    public Optional<TxnId> txn() {
      return Optional.of(request);
    }
  }
}
