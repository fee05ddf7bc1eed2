package dev.holdfast.store.memory;

import dev.holdfast.store.Header;
import dev.holdfast.store.engine.ChangeLog.Commit;

/**
 * The store at one revision.
 *
 * @param header the revision
 * @param commit what made it of the revision before
 * @param entries the entries
 * @param nanos when it came to be, by {@link System#nanoTime}
 */
record Moment(Header header, Commit commit, EntryTree entries, long nanos) {}
