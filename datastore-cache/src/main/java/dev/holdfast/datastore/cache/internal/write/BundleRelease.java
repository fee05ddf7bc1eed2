package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Transaction;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The plan that takes a bundle from the entries that federate with it: from as many as fit one
 * commit. When none is left, the same commit deletes the bundle. Used once.
 */
final class BundleRelease {

  private static final int MOST_ENTRIES = 256;
  private static final int READS_OF_ENTRY = 4;

  private final TrustDomain trustDomain;
  private final DeleteMode mode;
  private final Commits commits;
  private final Plan.Builder plan = new Plan.Builder();
  private long operationsLeft;
  private long readsLeft;
  private long bytesLeft;
  private int released;

  BundleRelease(Commits commits, TrustDomain trustDomain, DeleteMode mode) {
    this.commits = commits;
    this.trustDomain = trustDomain;
    this.mode = mode;
    // Half of what one commit holds leaves room for whatever a store counts besides.
    Limits limits = commits.storeLimits();
    this.operationsLeft = limits.maxTxnOps() / 2;
    this.readsLeft = limits.maxTxnReads() / 2;
    this.bytesLeft = limits.maxTxnBytes() / 2;
  }

  /**
   * Returns the plan, which answers nothing where more than one commit is needed.
   *
   * @param transaction the transaction that commits
   * @param source reads in it
   * @param bundle the bundle
   * @param deletion makes the answer of the delete
   */
  Plan<Optional<Deleted<Bundle>>> plan(
      Transaction transaction,
      Source source,
      Current bundle,
      Function<Floor, Deleted<Bundle>> deletion) {
    int most = (int) Math.max(1, Math.min(MOST_ENTRIES, readsLeft / READS_OF_ENTRY));
    GetResult references =
        transaction.get(
            GetRequest.of(KeyRange.prefix(Layout.federationPrefix(trustDomain)))
                .keysOnly()
                .limitedTo(most));
    int offset = Layout.federationPrefix(trustDomain).size();
    List<String> ids =
        references.entries().stream().map(it -> it.key().substring(offset).toUtf8()).toList();
    Map<Bytes, Current> entries = source.records(ids.stream().map(EntryWrites::key).toList());
    for (KeyValue reference : references.entries()) {
      String id = reference.key().substring(offset).toUtf8();
      Current entry = entries.get(EntryWrites.key(id));
      if (entry == null) {
        plan.delete(reference.key());
      } else if (!release(entry)) {
        break;
      }
      released++;
    }
    if (references.more() || released < ids.size()) {
      return plan.answering(floor -> Optional.empty());
    }
    return plan.delete(bundle.key()).answering(floor -> Optional.of(deletion.apply(floor)));
  }

  /** Changes or deletes an entry; returns whether it fitted. */
  private boolean release(Current record) {
    var message = EntryWrites.parse(record);
    RegistrationEntry entry = EntryCodec.decode(message);
    int keys = 3 + entry.federatesWith().size();
    operationsLeft -= keys;
    readsLeft -= READS_OF_ENTRY + entry.federatesWith().size();
    bytesLeft -= 2L * record.value().size() + (long) keys * Layout.LONGEST_NAME;
    if (released > 0 && (operationsLeft < 0 || readsLeft < 0 || bytesLeft < 0)) {
      return false;
    }
    if (mode == DeleteMode.DELETE) {
      EntryWrites.delete(entry, plan);
      return true;
    }
    Set<TrustDomain> others = new HashSet<>(entry.federatesWith());
    others.remove(trustDomain);
    var changed = message.toBuilder().setMetadata(Messages.updated(message.getMetadata()));
    EntryCodec.write(
        entry.toBuilder().federatesWith(others).build(),
        EnumSet.of(EntryField.FEDERATES_WITH),
        changed);
    plan.put(record.key(), Messages.encode(changed.build(), EntryCodec.OBJECT, commits.limits()))
        .delete(Layout.federationKey(trustDomain, entry.id()));
    return true;
  }
}
