package dev.holdfast.store;

import java.time.Duration;

/**
 * A transaction is open.
 *
 * @param txn the id that all later calls carry
 * @param header the snapshot that it reads
 * @param lease the lease in force
 */
public record BeginResult(TxnId txn, Header header, Duration lease) {}
