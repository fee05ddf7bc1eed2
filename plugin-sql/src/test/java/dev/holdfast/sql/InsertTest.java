package dev.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InsertTest {

  private record Sized(int bytes) implements Insert.Row {
    @Override
    public void bind(PreparedStatement insert, int offset) {}
  }

  @Test
  void statementSize_fewRows_takesAll() {
    assertThat(sizes(rows(1, 10))).containsExactly(1);
    assertThat(sizes(rows(43, 10))).containsExactly(43);
    assertThat(sizes(rows(64, 10))).containsExactly(64);
  }

  @Test
  void statementSize_manyRows_takesFewStatements() {
    assertThat(sizes(rows(512, 10))).containsExactly(256, 256);
    assertThat(sizes(rows(300, 10))).containsExactly(256, 44);
    assertThat(sizes(rows(255, 10))).containsExactly(128, 64, 63);
  }

  @Test
  void statementSize_largeRows_staysBelowTheBound() {
    assertThat(sizes(rows(5, Insert.MAX_BYTES / 2))).containsExactly(2, 2, 1);
  }

  @Test
  void statementSize_rowAboveTheBound_goesAlone() {
    assertThat(sizes(List.of(new Sized(Insert.MAX_BYTES + 1), new Sized(1)))).containsExactly(1, 1);
    assertThat(sizes(List.of(new Sized(1), new Sized(Insert.MAX_BYTES + 1)))).containsExactly(1, 1);
  }

  @Test
  void sql_isRenderedOnceForANumberOfRows() {
    List<Integer> asked = new ArrayList<>();
    Insert insert =
        new Insert(
            1,
            rows -> {
              asked.add(rows);
              return "insert " + rows;
            });
    assertThat(Arrays.asList(insert.sql(2), insert.sql(3), insert.sql(2)))
        .containsExactly("insert 2", "insert 3", "insert 2");
    assertThat(asked).containsExactly(2, 3);
  }

  private static List<Sized> rows(int number, int bytes) {
    return Collections.nCopies(number, new Sized(bytes));
  }

  private static List<Integer> sizes(List<Sized> rows) {
    List<Integer> sizes = new ArrayList<>();
    for (int from = 0; from < rows.size(); ) {
      int size = Insert.statementSize(rows.subList(from, rows.size()));
      sizes.add(size);
      from += size;
    }
    return sizes;
  }
}
