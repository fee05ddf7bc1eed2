package dev.holdfast.etcd;

import io.etcd.jetcd.api.RangeRequest;
import java.util.concurrent.CompletableFuture;

/** How far the cluster's history is gone. */
final class CompactionProbe {

  private CompactionProbe() {}

  /**
   * Returns whether history was compacted beyond a revision, so that what was put or deleted right
   * after it may be gone; who learns otherwise has had all of it.
   */
  static CompletableFuture<Boolean> hasPassed(EtcdClient client, EtcdKeys keys, long revision) {
    RangeRequest there =
        RangeRequest.newBuilder()
            .setKey(keys.history())
            .setRevision(Math.max(1, revision))
            .setCountOnly(true)
            .build();
    return client
        .range(there)
        .thenApply(found -> false)
        .exceptionallyCompose(
            failure ->
                EtcdErrors.isCompactedAlready(failure)
                    ? CompletableFuture.completedFuture(true)
                    : CompletableFuture.failedFuture(EtcdErrors.ofRead(failure)));
  }
}
