package dev.holdfast.sql;

import static dev.holdfast.sql.SqlSchema.COMPACT_NONCE;
import static dev.holdfast.sql.SqlSchema.COMPACT_REV;
import static dev.holdfast.sql.SqlSchema.CREATE_REV;
import static dev.holdfast.sql.SqlSchema.DELETED;
import static dev.holdfast.sql.SqlSchema.HASH;
import static dev.holdfast.sql.SqlSchema.HISTORY_ID;
import static dev.holdfast.sql.SqlSchema.ID;
import static dev.holdfast.sql.SqlSchema.K;
import static dev.holdfast.sql.SqlSchema.KEY_VERSION;
import static dev.holdfast.sql.SqlSchema.KIND;
import static dev.holdfast.sql.SqlSchema.MOD_REV;
import static dev.holdfast.sql.SqlSchema.NAME;
import static dev.holdfast.sql.SqlSchema.NONCE;
import static dev.holdfast.sql.SqlSchema.PREV_MOD_REV;
import static dev.holdfast.sql.SqlSchema.REV;
import static dev.holdfast.sql.SqlSchema.SCHEMA_VERSION;
import static dev.holdfast.sql.SqlSchema.SEQ;
import static dev.holdfast.sql.SqlSchema.SERVER;
import static dev.holdfast.sql.SqlSchema.STATE;
import static dev.holdfast.sql.SqlSchema.TYPE;
import static dev.holdfast.sql.SqlSchema.V;
import static dev.holdfast.sql.SqlSchema.beforeFields;
import static dev.holdfast.sql.SqlSchema.entryFields;
import static dev.holdfast.sql.SqlSchema.logFields;
import static dev.holdfast.sql.SqlSchema.metaFields;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.RowN;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The statements of the engine, rendered once by jOOQ for a dialect and run by JDBC.
 *
 * <p>The parameters of each stand in the order in which its comment names them. An interval without
 * an upper bound leaves the bound out, so that every range is one stretch of an index.
 */
final class SqlStatements {

  static final int META_COLUMNS = 5;

  /** Values up to this size are fetched along with their rows; larger ones when they are needed. */
  static final int INLINE_VALUE_BYTES = 64 << 10;

  private static final int MAX_IN_LIST = 256;

  static {
    // jOOQ greets and advises in the log of whoever embeds it, unless told not to.
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  private final SqlSchema schema;
  private final DSLContext dsl;
  private final Map<Integer, String> selectKeys = new ConcurrentHashMap<>();
  private final Map<Integer, String> selectOutcomes = new ConcurrentHashMap<>();
  private final Map<String, String> ranges = new ConcurrentHashMap<>();

  final String lockMeta;
  final String selectMeta;
  final String insertMeta;
  final String selectSchemaVersion;
  final String updateRevision;
  final String updateCompact;
  final String updateHistory;
  final String selectServer;
  final Insert upsertEntries;
  final String deleteEntry;
  final String selectEntry;
  final Insert insertLog;
  final Insert insertOutcomes;

  /**
   * A put that is a commit by itself, in one request; nothing where a request has one statement.
   */
  final Optional<String> putAlone;

  final String selectNonce;
  final String selectLog;
  final String selectLogRevision;
  final String selectLogStep;
  final String selectOutcomeStep;
  final String deleteLog;
  final String deleteOutcomes;

  @SuppressWarnings("checkstyle:MethodLength") // a list of statements, each by itself
  SqlStatements(SqlDialect dialect) {
    schema = new SqlSchema(dialect.tablePrefix());
    dsl =
        DSL.using(
            dialect.jooq(),
            new Settings()
                .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
                .withRenderFormatted(false));
    // -> META_COLUMNS
    var meta = dsl.select(metaFields()).from(schema.meta()).where(ID.eq(DSL.inline(1)));
    selectMeta = sql(meta);
    lockMeta = dialect.jooq().family() == SQLDialect.SQLITE ? selectMeta : sql(meta.forUpdate());
    // history_id, schema_version, server
    insertMeta =
        sql(
            dsl.insertInto(schema.meta())
                .columns(
                    ID, REV, NONCE, COMPACT_REV, COMPACT_NONCE, HISTORY_ID, SCHEMA_VERSION, SERVER)
                .values(
                    DSL.inline(1),
                    DSL.inline(0L),
                    DSL.inline(0L),
                    DSL.inline(0L),
                    DSL.inline(0L),
                    param(HISTORY_ID),
                    param(SCHEMA_VERSION),
                    param(SERVER))
                .onConflictDoNothing());
    selectSchemaVersion =
        sql(dsl.select(SCHEMA_VERSION).from(schema.meta()).where(ID.eq(DSL.inline(1))));
    // rev, nonce
    updateRevision =
        sql(
            dsl.update(schema.meta())
                .set(REV, param(REV))
                .set(NONCE, param(NONCE))
                .where(ID.eq(DSL.inline(1))));
    // compact_rev, compact_nonce
    updateCompact =
        sql(
            dsl.update(schema.meta())
                .set(COMPACT_REV, param(COMPACT_REV))
                .set(COMPACT_NONCE, param(COMPACT_NONCE))
                .where(ID.eq(DSL.inline(1))));
    // history_id, server
    updateHistory =
        sql(
            dsl.update(schema.meta())
                .set(HISTORY_ID, param(HISTORY_ID))
                .set(SERVER, param(SERVER))
                .where(ID.eq(DSL.inline(1))));
    // -> server
    selectServer = sql(dsl.select(SERVER).from(schema.meta()).where(ID.eq(DSL.inline(1))));
    // k, v, create_rev, mod_rev, version
    upsertEntries = new Insert(EntryRow.FIELDS, this::upsertEntries);
    // k
    deleteEntry = sql(dsl.deleteFrom(schema.kv()).where(K.eq(param(K))));
    // k -> k, v, create_rev, mod_rev, version
    selectEntry = sql(dsl.select(entryFields()).from(schema.kv()).where(K.eq(param(K))));
    // rev, seq, k, type, v, create_rev, version, prev_v, prev_create_rev, prev_mod_rev,
    // prev_version, nonce
    insertLog = insert(schema.log(), logFields());
    putAlone =
        Optional.of(String.join("; ", insertLog.sql(1), upsertEntries.sql(1), updateRevision))
            .filter(all -> dialect.requests() == SqlDialect.Requests.SEVERAL_STATEMENTS);
    // kind, name, hash, state, rev, deleted
    insertOutcomes = insert(schema.outcome(), List.of(KIND, NAME, HASH, STATE, REV, DELETED));
    // rev
    selectNonce = sql(nonce());
    // rev, rev, limit -> META_COLUMNS, log fields; the counter's row with the nonce of the revision
    selectLog =
        sql(
            metaWith(Stream.of(none(logFields().size() - 1), List.of(DSL.field(nonce()))))
                .unionAll(rows(schema.log(), logFields(), REV.gt(param(REV)), REV, SEQ)));
    // rev -> log fields
    selectLogRevision =
        sql(dsl.select(logFields()).from(schema.log()).where(REV.eq(param(REV))).orderBy(SEQ));
    // from, until, rows -> the revision up to which so many rows reach
    selectLogStep = sql(step(schema.log()));
    selectOutcomeStep = sql(step(schema.outcome()));
    // from, until
    deleteLog = sql(cut(schema.log()));
    deleteOutcomes = sql(cut(schema.outcome()));
  }

  private Select<?> step(Table<?> table) {
    return dsl.select(REV)
        .from(table)
        .where(REV.between(param(REV), param(REV)))
        .orderBy(REV)
        .limit(DSL.inline(1))
        .offset(DSL.param("offset", SQLDataType.INTEGER));
  }

  private org.jooq.Query cut(Table<?> table) {
    return dsl.deleteFrom(table).where(REV.between(param(REV), param(REV)));
  }

  private String upsertEntries(int rows) {
    // MySQL's own spelling is not known to servers before 8.0.19, MariaDB's is to all.
    DSLContext upserts =
        dsl.family() == SQLDialect.MYSQL ? DSL.using(SQLDialect.MARIADB, dsl.settings()) : dsl;
    return upserts
        .insertInto(schema.kv())
        .columns(entryFields())
        .valuesOfRows(rows(entryFields(), rows))
        .onConflict(K)
        .doUpdate()
        .set(V, DSL.excluded(V))
        .set(CREATE_REV, DSL.excluded(CREATE_REV))
        .set(MOD_REV, DSL.excluded(MOD_REV))
        .set(KEY_VERSION, DSL.excluded(KEY_VERSION))
        .getSQL();
  }

  /** Parameters: the keys -> k, v or null where it is large, create_rev, mod_rev, version. */
  String selectKeys(int count) {
    return selectKeys.computeIfAbsent(
        count,
        n ->
            sql(
                dsl.select(K, inlineValue(), CREATE_REV, MOD_REV, KEY_VERSION)
                    .from(schema.kv())
                    .where(K.in(Collections.nCopies(n, param(K))))));
  }

  /** Parameters: kind, then the names -> name, hash, state, rev, deleted. */
  String selectOutcomes(int count) {
    return selectOutcomes.computeIfAbsent(
        count,
        n ->
            sql(
                dsl.select(NAME, HASH, STATE, REV, DELETED)
                    .from(schema.outcome())
                    .where(KIND.eq(param(KIND)), NAME.in(Collections.nCopies(n, param(NAME))))));
  }

  /** Returns the name of the counter's table. */
  String metaTable() {
    return schema.meta().getName();
  }

  /** Returns the size of the statement for some keys: the next power of two, up to a bound. */
  static int listSize(int keys) {
    return keys >= MAX_IN_LIST ? MAX_IN_LIST : Integer.highestOneBit(Math.max(1, 2 * keys - 1));
  }

  /** Parameters: from, [until], limit -> META_COLUMNS, entry fields. */
  String selectLatest(Bound bound) {
    return rendered("latest", bound, in -> metaAndRows(schema.kv(), entryFields(), in, K));
  }

  /** Parameters: from, [until], limit -> entry fields. */
  String selectEntries(Bound bound) {
    return rendered(
        "entries",
        bound,
        in -> dsl.select(entryFields()).from(schema.kv()).where(in).orderBy(K).limit(limit()));
  }

  /** Parameters: from, [until], snapshot, snapshot, limit -> META_COLUMNS, k, prev fields. */
  String selectEntriesBefore(Bound bound) {
    return rendered(
        "before",
        bound,
        in ->
            metaAndRows(
                schema.log(),
                beforeFields(),
                in.and(REV.gt(param(REV))).and(PREV_MOD_REV.le(param(PREV_MOD_REV))),
                K));
  }

  /** Parameters: from, [until] -> META_COLUMNS, count. */
  String countLatest(Bound bound) {
    return rendered("count", bound, in -> metaAnd(countEntries(in)));
  }

  /**
   * Parameters: from, [until], from, [until], snapshot -> META_COLUMNS, count now, what the changes
   * since the snapshot added.
   */
  String countBefore(Bound bound) {
    Field<Integer> added =
        DSL.when(PREV_MOD_REV.isNull(), DSL.inline(1))
            .when(TYPE.eq(DSL.inline(LogRow.DELETE)), DSL.inline(-1))
            .otherwise(DSL.inline(0));
    return rendered(
        "countBefore",
        bound,
        in ->
            metaAnd(
                countEntries(in),
                DSL.field(
                    dsl.select(DSL.coalesce(DSL.sum(added), DSL.inline(0)))
                        .from(schema.log())
                        .where(in)
                        .and(REV.gt(param(REV))))));
  }

  /** Parameters: from, [until], revision -> a row if a key of the interval changed since. */
  String selectTouched(Bound bound) {
    return rendered(
        "touched",
        bound,
        in ->
            dsl.select(REV)
                .from(schema.log())
                .where(in)
                .and(REV.gt(param(REV)))
                .limit(DSL.inline(1)));
  }

  private String rendered(String name, Bound bound, Function<Condition, Select<?>> statement) {
    return ranges.computeIfAbsent(
        name + bound,
        absent -> {
          Condition in = K.ge(param(K));
          return sql(statement.apply(bound == Bound.BOUNDED ? in.and(K.lt(param(K))) : in));
        });
  }

  private Field<Integer> countEntries(Condition in) {
    return DSL.field(dsl.selectCount().from(schema.kv()).where(in));
  }

  private Select<?> metaAnd(Field<?>... more) {
    return dsl.select(metaFields()).select(more).from(schema.meta()).where(ID.eq(DSL.inline(1)));
  }

  /**
   * The counter's row, and the first rows of a table of the same snapshot, in no certain order;
   * each kind leaves the columns of the other empty.
   *
   * <p>Not a join, which MySQL and MariaDB would copy to a table of its own and sort.
   */
  private Select<?> metaAndRows(
      Table<?> table, List<Field<?>> fields, Condition where, Field<?>... order) {
    return metaWith(Stream.of(none(fields.size()))).unionAll(rows(table, fields, where, order));
  }

  private Select<Record> metaWith(Stream<List<Field<?>>> more) {
    return dsl.select(metaFields())
        .select(more.flatMap(List::stream).toList())
        .from(schema.meta())
        .where(ID.eq(DSL.inline(1)));
  }

  private Select<Record> rows(
      Table<?> table, List<Field<?>> fields, Condition where, Field<?>... order) {
    return dsl.select(none(META_COLUMNS))
        .select(fields)
        .from(table)
        .where(where)
        .orderBy(order)
        .limit(limit());
  }

  private static List<Field<?>> none(int columns) {
    return Collections.nCopies(columns, DSL.field("null"));
  }

  private Select<Record1<Long>> nonce() {
    return dsl.select(NONCE).from(schema.log()).where(REV.eq(param(REV))).limit(DSL.inline(1));
  }

  private Field<byte[]> inlineValue() {
    Field<Integer> length = DSL.field("length({0})", SQLDataType.INTEGER, V);
    return DSL.when(length.le(DSL.inline(INLINE_VALUE_BYTES)), V);
  }

  private Insert insert(Table<?> table, List<Field<?>> fields) {
    return new Insert(
        fields.size(),
        rows -> sql(dsl.insertInto(table).columns(fields).valuesOfRows(rows(fields, rows))));
  }

  private static List<RowN> rows(List<Field<?>> fields, int rows) {
    List<Param<?>> row = fields.stream().<Param<?>>map(SqlStatements::param).toList();
    return Collections.nCopies(rows, DSL.row(row));
  }

  private static <T> Param<T> param(Field<T> field) {
    return DSL.param(field.getName(), field.getDataType());
  }

  private static Param<Integer> limit() {
    return DSL.param("limit", SQLDataType.INTEGER);
  }

  private String sql(org.jooq.Query query) {
    return dsl.render(query);
  }
}
