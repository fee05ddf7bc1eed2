package dev.holdfast.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.Bytes;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

  private ByteSequence key(Bytes key) {
    return under("u/", key);
  }

  private ByteSequence under(String folder, Bytes key) {
    return ByteSequence.from((prefix + folder).getBytes(UTF_8))
        .concat(ByteSequence.from(key.toByteArray()));
  }

  /** A put, if its key has no life of its own, which is read otherwise. */
  CompletableFuture<?> put(long number) {
    return put(workload.key(number), workload.value(number));
  }

  CompletableFuture<?> put(Bytes key, Bytes value) {
    ByteSequence life = under("m/life/", key);
    return kv.txn()
        .If(new Cmp(life, Cmp.Op.EQUAL, CmpTarget.version(0)))
        .Then(Op.put(key(key), stored(value), PutOption.DEFAULT))
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
            Op.put(key(workload.key(number)), stored(workload.value(number)), PutOption.DEFAULT),
            Op.put(outcome, ByteSequence.from(new byte[OUTCOME_BYTES]), leased))
        .Else(Op.get(outcome, GetOption.DEFAULT), Op.get(life, GetOption.DEFAULT))
        .commit();
  }

  CompletableFuture<?> get(long number) {
    return kv.get(key(workload.key(number)));
  }

  /** Tells what each put wrote, as the plugin's own watch is told: with what it replaced. */
  Watch.Watcher watch(Consumer<Bytes> told) {
    WatchOption all = WatchOption.builder().isPrefix(true).withPrevKV(true).build();
    return client
        .getWatchClient()
        .watch(
            under("u/", Bytes.empty()),
            all,
            response ->
                response
                    .getEvents()
                    .forEach(
                        event -> {
                          byte[] stored = event.getKeyValue().getValue().getBytes();
                          told.accept(
                              Bytes.wrap(Arrays.copyOfRange(stored, HEAD_BYTES, stored.length)));
                        }));
  }

  private static ByteSequence stored(Bytes value) {
    return ByteSequence.from(new byte[HEAD_BYTES]).concat(ByteSequence.from(value.toByteArray()));
  }

  @Override
  public void close() {
    client.close();
  }
}
