package dev.holdfast.store.memory;

import dev.holdfast.store.Header;

/**
 * The store at one revision.
 *
 * @param header the revision
 * @param entries the entries
 */
record Moment(Header header, EntryTree entries) {}
