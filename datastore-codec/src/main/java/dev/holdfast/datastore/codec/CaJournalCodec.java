package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.Optional;

/** CA journals to and from their messages. */
public final class CaJournalCodec {

  /** What messages of errors call a journal. */
  public static final String OBJECT = "CA journal";

  private static final Reading READING = new Reading(OBJECT);

  private CaJournalCodec() {}

  /**
   * Returns the journal of a message; one without an id gets a random one.
   *
   * @param message the message
   */
  public static CaJournal decode(dev.holdfast.proto.datastore.v1.CaJournal message) {
    Bytes data = Reading.bytes(message.getData());
    String active = message.getActiveX509AuthorityId();
    Optional<Instant> expiresAt =
        READING.time("expires_at", message.hasExpiresAt(), message.getExpiresAt());
    return message.getId().isEmpty()
        ? new CaJournal(data, active, expiresAt)
        : new CaJournal(message.getId(), data, active, expiresAt);
  }

  /**
   * Returns the message of a journal.
   *
   * @param journal the journal
   */
  public static dev.holdfast.proto.datastore.v1.CaJournal encode(CaJournal journal) {
    dev.holdfast.proto.datastore.v1.CaJournal.Builder message =
        dev.holdfast.proto.datastore.v1.CaJournal.newBuilder().setId(journal.id());
    write(journal, message);
    return message.build();
  }

  /**
   * Writes every field of a journal but its id into a message, and leaves alone what it does not
   * know.
   *
   * @param journal the journal
   * @param message the message
   */
  public static void write(
      CaJournal journal, dev.holdfast.proto.datastore.v1.CaJournal.Builder message) {
    message
        .setData(Reading.bytes(journal.data()))
        .setActiveX509AuthorityId(journal.activeX509AuthorityId())
        .clearExpiresAt();
    journal
        .expiresAt()
        .map(time -> READING.one("expires_at", time, Times::encode))
        .ifPresent(message::setExpiresAt);
  }
}
