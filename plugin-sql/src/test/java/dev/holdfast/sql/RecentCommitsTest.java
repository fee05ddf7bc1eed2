package dev.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.engine.ChangeLog.Commit;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RecentCommitsTest {

  private final RecentCommits recent = new RecentCommits(10, 100);

  @Test
  void append_whatFollows_isAdded() {
    assertThat(recent.append(commits(11, 13), 113)).isTrue();
    assertThat(recent.tip()).isEqualTo(new RecentCommits.Tip(13, 113));
    assertThat(recent.after(10)).contains(new Stretch(commits(11, 13), 13));
  }

  @Test
  void append_gap_isRefused() {
    assertThat(recent.append(commits(12, 13), 113)).isFalse();
    assertThat(recent.tip()).isEqualTo(new RecentCommits.Tip(10, 100));
  }

  @Test
  void append_knownInPart_addsTheRestOnce() {
    assertThat(recent.append(commits(11, 12), 112)).isTrue();
    assertThat(recent.append(commits(11, 14), 114)).isTrue();
    assertThat(recent.after(10)).contains(new Stretch(commits(11, 14), 14));
  }

  @Test
  void append_known_changesNothing() {
    assertThat(recent.append(commits(11, 14), 114)).isTrue();
    assertThat(recent.append(commits(12, 13), 113)).isFalse();
    assertThat(recent.tip()).isEqualTo(new RecentCommits.Tip(14, 114));
  }

  @Test
  void isForgottenBy_sameRevision_comparesTheNonce() {
    assertThat(tip().isForgottenBy(counter(10, 100, 0), Optional.empty())).isFalse();
    assertThat(tip().isForgottenBy(counter(10, 101, 0), Optional.empty())).isTrue();
  }

  @Test
  void isForgottenBy_earlierRevision_isForgotten() {
    assertThat(tip().isForgottenBy(counter(9, 100, 0), Optional.empty())).isTrue();
  }

  @Test
  void isForgottenBy_laterRevision_looksInTheLog() {
    assertThat(tip().isForgottenBy(counter(12, 112, 9), Optional.of(100L))).isFalse();
    assertThat(tip().isForgottenBy(counter(12, 112, 9), Optional.of(101L))).isTrue();
    assertThat(tip().isForgottenBy(counter(12, 112, 9), Optional.empty())).isTrue();
  }

  @Test
  void isForgottenBy_revisionBelowTheMark_mayBeCut() {
    assertThat(tip().isForgottenBy(counter(12, 112, 10), Optional.empty())).isFalse();
  }

  private RecentCommits.Tip tip() {
    return recent.tip();
  }

  private static SqlMeta counter(long revision, long nonce, long compactRevision) {
    return new SqlMeta(revision, nonce, compactRevision, 0, "history");
  }

  private static List<Commit> commits(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(
            revision ->
                new Commit(
                    revision,
                    LogRow.fingerprint(revision),
                    List.of(new Event.Delete(Bytes.utf8("k"), revision, Optional.empty()))))
        .toList();
  }
}
