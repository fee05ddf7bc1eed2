package dev.holdfast.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.Bytes;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** jetcd's own client, which sends what the plugin sends and does nothing besides. */
final class BareEtcd implements AutoCloseable {

  /** What the plugin stores before a value: the kind of put, and the commit's nonce. */
  private static final int HEAD_BYTES = 9;

  /** What the plugin keeps of a commit: its state, its deletes, and the digest of its content. */
  private static final int OUTCOME_BYTES = 41;

  private final Client client;
  private final KV kv;
  private final PutOption leased;
  private final String prefix;
  private final Workload workload;

  BareEtcd(String endpoints, String prefix, Workload workload) throws Exception {
    this.client =
        Client.builder()
            .endpoints(
                Stream.of(endpoints.split(",")).map(at -> "http://" + at).toArray(String[]::new))
            .build();
    this.kv = client.getKVClient();
    this.prefix = prefix;
    this.workload = workload;
    this.leased =
        PutOption.builder().withLeaseId(client.getLeaseClient().grant(660).get().getID()).build();
  }

  private ByteSequence key(long number) {
    return under("u/", workload.key(number));
  }

  private ByteSequence under(String folder, Bytes key) {
    return ByteSequence.from((prefix + folder).getBytes(UTF_8))
        .concat(ByteSequence.from(key.toByteArray()));
  }

  /** A put, if its key has no life of its own, which is read otherwise. */
  CompletableFuture<?> put(long number) {
    ByteSequence life = under("m/life/", workload.key(number));
    return kv.txn()
        .If(new Cmp(life, Cmp.Op.EQUAL, CmpTarget.version(0)))
        .Then(Op.put(key(number), value(number), PutOption.DEFAULT))
        .Else(Op.get(life, GetOption.DEFAULT))
        .commit();
  }

  /** A put with the record of its outcome, which must not be there yet. */
  CompletableFuture<?> recordedPut(long number) {
    ByteSequence life = under("m/life/", workload.key(number));
    ByteSequence outcome = under("m/txn/r/", Bytes.utf8("bare-" + number));
    return kv.txn()
        .If(
            new Cmp(outcome, Cmp.Op.EQUAL, CmpTarget.version(0)),
            new Cmp(life, Cmp.Op.EQUAL, CmpTarget.version(0)))
        .Then(
            Op.put(key(number), value(number), PutOption.DEFAULT),
            Op.put(outcome, ByteSequence.from(new byte[OUTCOME_BYTES]), leased))
        .Else(Op.get(outcome, GetOption.DEFAULT), Op.get(life, GetOption.DEFAULT))
        .commit();
  }

  CompletableFuture<?> get(long number) {
    return kv.get(key(number));
  }

  private ByteSequence value(long number) {
    return ByteSequence.from(new byte[HEAD_BYTES])
        .concat(ByteSequence.from(workload.value(number).toByteArray()));
  }

  @Override
  public void close() {
    client.close();
  }
}
