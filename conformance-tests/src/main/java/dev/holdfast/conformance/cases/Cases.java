package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.ConformanceCase;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The cases that the suite holds. */
public final class Cases {

  private static final List<ConformanceCase> ALL =
      Stream.of(
              InfoCases.class,
              PluginCases.class,
              PutCases.class,
              KeyCases.class,
              GetCases.class,
              PagingCases.class,
              FreshReadCases.class,
              DeleteCases.class,
              CountCases.class,
              PreconditionCases.class,
              TransactionCases.class,
              SnapshotCases.class,
              ConflictCases.class,
              CommitCases.class,
              LeaseCases.class,
              TransactionLifeCases.class,
              TransactionLoadCases.class,
              WatchCases.class,
              WatchResumeCases.class,
              WatchProgressCases.class,
              CompactionCases.class,
              WatchLoadCases.class,
              SharingCases.class,
              RestartCases.class,
              LaunchCases.class,
              HeldUpCases.class,
              LostAnswerCases.class,
              FaultCases.class,
              StandstillCases.class,
              SoakCases.class)
          .flatMap(section -> Stream.of(section.getDeclaredMethods()))
          .filter(method -> method.isAnnotationPresent(Case.class))
          .map(ConformanceCase::of)
          .sorted(Comparator.comparing(ConformanceCase::number))
          .toList();

  private Cases() {}

  /** Returns the cases, by number. */
  public static List<ConformanceCase> all() {
    return ALL;
  }
}
