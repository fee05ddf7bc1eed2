package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ReadSet;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** etcd judges a transaction without operations by what one member knows, however old that is. */
final class CommitTxnTest {

  private static final EtcdKeys KEYS = new EtcdKeys("test");
  private static final Bytes KEY = Bytes.utf8("k");

  private static void requireUpToDate(TxnRequest request) {
    assertThat(request.getCompareCount()).isPositive();
    assertThat(request.getSuccessList()).isNotEmpty();
    assertThat(request.getSuccessList())
        .filteredOn(RequestOp::hasRequestRange)
        .noneMatch(operation -> operation.getRequestRange().getSerializable());
  }

  @Test
  void request_deleteOfAnEmptyPrefix_isJudgedByTheClusterAsAWhole() {
    KeyRange.Prefix prefix = (KeyRange.Prefix) KeyRange.prefix(KEY);
    CommitBasis basis =
        new CommitBasis(
            Map.of(),
            Map.of(prefix, new CommitBasis.Found(List.of(), 7)),
            Map.of(),
            CommitBasis.Lives.NONE);
    Attempt attempt =
        new Attempt(
            Optional.empty(), Optional.empty(), List.of(), List.of(Mutation.delete(prefix)));
    requireUpToDate(new CommitTxn(KEYS, attempt, basis, CommitTxn.Mode.FIRST, 1).request(0));
  }

  @Test
  void look_isJudgedByTheClusterAsAWhole() {
    ReadSet reads =
        new ReadSet(new Header(7, "history"), Set.of(KEY), List.of(KeyInterval.of(KEY)));
    CommitBasis basis =
        new CommitBasis(Map.of(KEY, 3L), Map.of(), Map.of(), CommitBasis.Lives.NONE);
    requireUpToDate(CommitTxn.look(KEYS, reads, basis));
  }
}
