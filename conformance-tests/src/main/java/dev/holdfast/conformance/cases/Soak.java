package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.blackbox.Registers;
import dev.holdfast.conformance.history.Call;
import dev.holdfast.conformance.history.History;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Clients that do anything, under faults, and what must hold of it: writes that are acknowledged
 * stay, the money in a bank stays the same, keys are registers, and one history explains all.
 */
final class Soak {

  private static final int ACCOUNTS = 6;
  private static final int EACH = 100;
  private static final int REGISTERS = 3;
  private static final String BANK = "account/";
  private static final String REGISTER = "register/";
  private static final String HEAP = "heap/";

  /** What may become of a call whose plugin dies, stands still or starts anew. */
  private static final Set<ErrorReason> EXPECTED =
      EnumSet.of(
          ErrorReason.NOT_APPLIED,
          ErrorReason.OUTCOME_UNKNOWN,
          ErrorReason.DEADLINE_EXCEEDED,
          ErrorReason.CANCELLED,
          ErrorReason.CONFLICT,
          ErrorReason.PRECONDITION_FAILED,
          ErrorReason.TXN_UNKNOWN,
          ErrorReason.TXN_EXPIRED);

  private final Trial run;
  private final FaultLoad load;
  private final Header start;
  private final Optional<Follower> follower;
  private final AtomicInteger round = new AtomicInteger();

  Soak(Trial run) {
    this.run = run;
    this.start = FaultCases.header(run);
    this.follower =
        run.has(Capability.WATCH) ? Optional.of(Follower.from(run, start)) : Optional.empty();
    this.load = new FaultLoad(run);
    if (run.has(Capability.TRANSACTIONS)) {
      List<Mutation> opening =
          IntStream.range(0, ACCOUNTS)
              .mapToObj(number -> Mutation.put(account(number), Bytes.utf8("" + EACH)))
              .toList();
      run.store().commit(CommitRequest.oneShot(TxnId.random(), List.of(), opening));
    }
  }

  /** Turns to registers of its own, so that what stays unknown of others does not add up. */
  void beginRound() {
    round.incrementAndGet();
  }

  /** Does one thing. */
  void step(int client, RandomGenerator random) {
    try {
      switch (random.nextInt(8)) {
        case 0, 1 -> load.write(client, random);
        case 2, 3 -> register(random);
        case 4 -> heap(random);
        case 5 -> read(random);
        case 6 -> transfer(random);
        default -> audit();
      }
    } catch (StoreException e) {
      if (!EXPECTED.contains(e.reason())) {
        throw e;
      }
    }
  }

  private Bytes register(int number) {
    return run.key(REGISTER + round.get() + "/" + number);
  }

  private void register(RandomGenerator random) {
    Bytes key = register(random.nextInt(REGISTERS));
    switch (random.nextInt(4)) {
      case 0, 1 -> run.get(key);
      case 2 -> run.put(key, run.value());
      default -> run.store().delete(DeleteRequest.of(key));
    }
  }

  /** Changes keys that come and go. */
  private void heap(RandomGenerator random) {
    Bytes key = run.key(HEAP + random.nextInt(4) + "/" + random.nextInt(4));
    boolean conditional = run.has(Capability.PRECONDITIONS);
    switch (random.nextInt(4)) {
      case 0 -> run.put(key, run.value());
      case 1 ->
          run.store()
              .put(
                  PutRequest.of(key, run.value())
                      .onlyIf(conditional ? Precondition.absent() : Precondition.any()));
      case 2 -> run.store().delete(DeleteRequest.of(run.under(HEAP + random.nextInt(4) + "/")));
      default ->
          run.store()
              .delete(
                  DeleteRequest.of(key)
                      .onlyIf(conditional ? Precondition.present() : Precondition.any()));
    }
  }

  private void read(RandomGenerator random) {
    KeyRange range = random.nextBoolean() ? run.under(HEAP) : run.all();
    switch (random.nextInt(3)) {
      case 0 -> run.store().count(CountRequest.of(range));
      case 1 -> run.store().get(GetRequest.of(range).keysOnly());
      default -> run.scan(GetRequest.of(range).limitedTo(20));
    }
  }

  private Bytes account(int number) {
    return run.key(BANK + number);
  }

  private void transfer(RandomGenerator random) {
    if (!run.has(Capability.TRANSACTIONS)) {
      return;
    }
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    try (Transaction transaction = run.store().open(BeginRequest.readWrite())) {
      long source = balance(transaction.get(account(from)).orElseThrow());
      long target = balance(transaction.get(account(to)).orElseThrow());
      transaction.put(account(from), Bytes.utf8(Long.toString(source - 1)));
      transaction.put(account(to), Bytes.utf8(Long.toString(target + 1)));
      if (random.nextInt(4) > 0) {
        transaction.commit();
      }
    }
  }

  private void audit() {
    if (!run.has(Capability.TRANSACTIONS)) {
      return;
    }
    try (Transaction transaction = run.store().open(BeginRequest.readOnly())) {
      List<KeyValue> accounts = transaction.getAll(run.under(BANK));
      long sum = accounts.stream().mapToLong(Soak::balance).sum();
      Expect.equal("the sum of the accounts, in an audit", (long) ACCOUNTS * EACH, sum);
    }
  }

  private static long balance(KeyValue entry) {
    return Long.parseLong(entry.value().toUtf8());
  }

  /** Checks what must hold after a fault. */
  void check() {
    load.check();
    audit();
    long now = FaultCases.header(run).revision();
    Expect.that(
        !sameHistory() || now >= load.lastRevision(),
        "a revision of " + load.lastRevision() + " at least, which was acknowledged",
        now);
    follower.ifPresent(following -> following.through(now));
    List<String> broken = Registers.check(registersOnly(run.history()));
    if (!broken.isEmpty()) {
      throw new Failure("expected: every key is a register\n  came:     " + broken.get(0));
    }
  }

  private boolean sameHistory() {
    return FaultCases.header(run).historyId().equals(start.historyId());
  }

  /** Returns the calls on the registers of this round, alone. */
  private History registersOnly(History history) {
    KeyRange own = run.under(REGISTER + round.get() + "/");
    List<Call> calls = new ArrayList<>();
    for (Call call : history.calls()) {
      boolean put = call instanceof Call.Put it && own.contains(it.request().key());
      boolean get = call instanceof Call.Get it && isOneOf(own, it.request().range());
      boolean delete = call instanceof Call.Delete it && isOneOf(own, it.request().range());
      if (put || get || delete) {
        calls.add(call);
      }
    }
    return new History(history.scope(), history.conflicts(), calls, List.of());
  }

  private static boolean isOneOf(KeyRange own, KeyRange range) {
    return range instanceof KeyRange.SingleKey single && own.contains(single.key());
  }

  /** Explains all that was done, if the watches could follow to the end. */
  void conclude() {
    if (follower.isEmpty()) {
      return;
    }
    run.scan(run.all());
    follower.get().toldAll(load);
    if (follower.get().lostBy().isEmpty()) {
      run.checkHistory();
    }
  }
}
