package dev.holdfast.sql;

import java.util.List;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The tables of a store, of version {@value #VERSION}.
 *
 * <ul>
 *   <li>{@code meta}, one row: the counter of revisions and the nonce of the commit that moved it
 *       last, the mark of compaction, the history, and the server that it belongs to.
 *   <li>{@code kv}: the latest entry of each key.
 *   <li>{@code log}: every change since the mark, with the entry that it replaced.
 *   <li>{@code outcome}: what became of commits that have names.
 * </ul>
 *
 * <p>Their names begin with the {@linkplain SqlDialect#tablePrefix prefix} of the dialect.
 */
public final class SqlSchema {

  /** The version of the tables that this engine reads and writes. */
  public static final int VERSION = 1;

  static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER);
  static final Field<Long> REV = number("rev");
  static final Field<Long> NONCE = number("nonce");
  static final Field<Long> COMPACT_REV = number("compact_rev");
  static final Field<Long> COMPACT_NONCE = number("compact_nonce");
  static final Field<String> HISTORY_ID = DSL.field(DSL.name("history_id"), SQLDataType.VARCHAR);
  static final Field<Integer> SCHEMA_VERSION =
      DSL.field(DSL.name("schema_version"), SQLDataType.INTEGER);
  static final Field<String> SERVER = DSL.field(DSL.name("server"), SQLDataType.VARCHAR);

  static final Field<byte[]> K = bytes("k");
  static final Field<byte[]> V = bytes("v");
  static final Field<Long> CREATE_REV = number("create_rev");
  static final Field<Long> MOD_REV = number("mod_rev");
  static final Field<Long> KEY_VERSION = number("version");

  static final Field<Integer> SEQ = DSL.field(DSL.name("seq"), SQLDataType.INTEGER);
  static final Field<Integer> TYPE = DSL.field(DSL.name("type"), SQLDataType.INTEGER);
  static final Field<byte[]> PREV_V = bytes("prev_v");
  static final Field<Long> PREV_CREATE_REV = number("prev_create_rev");
  static final Field<Long> PREV_MOD_REV = number("prev_mod_rev");
  static final Field<Long> PREV_VERSION = number("prev_version");

  static final Field<Integer> KIND = DSL.field(DSL.name("kind"), SQLDataType.INTEGER);
  static final Field<byte[]> NAME = bytes("name");
  static final Field<byte[]> HASH = bytes("hash");
  static final Field<Integer> STATE = DSL.field(DSL.name("state"), SQLDataType.INTEGER);
  static final Field<Long> DELETED = number("deleted");

  private final String prefix;

  SqlSchema(String prefix) {
    this.prefix = prefix;
  }

  Table<?> meta() {
    return table("meta");
  }

  Table<?> kv() {
    return table("kv");
  }

  Table<?> log() {
    return table("log");
  }

  Table<?> outcome() {
    return table("outcome");
  }

  static List<Field<?>> metaFields() {
    return List.of(REV, NONCE, COMPACT_REV, COMPACT_NONCE, HISTORY_ID);
  }

  static List<Field<?>> entryFields() {
    return List.of(K, V, CREATE_REV, MOD_REV, KEY_VERSION);
  }

  static List<Field<?>> beforeFields() {
    return List.of(K, PREV_V, PREV_CREATE_REV, PREV_MOD_REV, PREV_VERSION);
  }

  static List<Field<?>> logFields() {
    return List.of(
        REV,
        SEQ,
        K,
        TYPE,
        V,
        CREATE_REV,
        KEY_VERSION,
        PREV_V,
        PREV_CREATE_REV,
        PREV_MOD_REV,
        PREV_VERSION,
        NONCE);
  }

  private Table<?> table(String name) {
    return DSL.table(DSL.name(prefix + name));
  }

  private static Field<Long> number(String name) {
    return DSL.field(DSL.name(name), SQLDataType.BIGINT);
  }

  private static Field<byte[]> bytes(String name) {
    return DSL.field(DSL.name(name), SQLDataType.BLOB);
  }
}
