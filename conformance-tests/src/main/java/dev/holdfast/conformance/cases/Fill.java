package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Trial;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.List;

/** Puts many keys in short time. */
final class Fill {

  private static final int EACH = 1_000;

  private Fill() {}

  /**
   * Puts keys that are a name and a number of seven digits.
   *
   * @param trial whose keys
   * @param name what they begin with
   * @param keys how many
   */
  static void with(Trial trial, String name, int keys) {
    if (!trial.has(Capability.TRANSACTIONS)) {
      trial.pipeline(
          keys, i -> trial.async().put(PutRequest.of(key(trial, name, i), Bytes.utf8("v" + i))));
      return;
    }
    int each = Math.min(EACH, trial.limits().maxTxnOps());
    for (int from = 0; from < keys; from += each) {
      List<Mutation> puts = new ArrayList<>();
      for (int i = from; i < Math.min(keys, from + each); i++) {
        puts.add(Mutation.put(key(trial, name, i), Bytes.utf8("v" + i)));
      }
      trial.store().commit(CommitRequest.oneShot(TxnId.random(), List.of(), puts));
    }
  }

  private static Bytes key(Trial trial, String name, int i) {
    return trial.key(String.format("%s%07d", name, i));
  }
}
