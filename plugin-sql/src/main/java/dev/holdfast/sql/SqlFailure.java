package dev.holdfast.sql;

/** What an exception of a JDBC driver means for the call that met it. */
public enum SqlFailure {
  /** Somebody else holds the lock, and nothing was done: the same may be tried again. */
  BUSY,
  /** The connection is gone; whether a commit under way was applied is not known. */
  CONNECTION_LOST,
  /** The disk or a quota is full, and nothing was done. */
  NO_SPACE,
  /** The database cannot be written to. */
  READ_ONLY,
  /** The database does not know the user, or does not allow them what is needed. */
  DENIED,
  /** What is stored is damaged. */
  CORRUPT,
  /** The database is not the one that was opened. */
  REPLACED,
  /** The statement was refused for what it says. */
  REFUSED
}
