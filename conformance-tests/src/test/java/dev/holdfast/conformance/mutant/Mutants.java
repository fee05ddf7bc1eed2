package dev.holdfast.conformance.mutant;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.conformance.CaseNumber;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The mutants, and the cases that must reject each. */
final class Mutants {

  private Mutants() {}

  static List<FaultyStore> all() {
    return List.of(
        Mutant.ofEngine("M1", EngineMutants.NaivePoller::new),
        Mutant.ofEngine("M2", ReadSetMutants::withoutValidation),
        Mutant.ofEngine("M3", ReadSetMutants::withoutRanges),
        Mutant.ofEngine("M4", ReadSetMutants::withoutDeletesInRanges),
        Mutant.ofEngine("M5", ReadSetMutants::withoutCounts),
        PairMutant.stale(),
        Mutant.ofEngine("M7", EngineMutants.KeyByKey::new),
        Mutant.ofStore("M8", LifeMutants.LeakyAbort::new),
        Mutant.ofStore("M9", WatchMutants::dropping),
        Mutant.ofStore("M10", WatchMutants::inclusive),
        Mutant.ofStore("M12", WatchMutants::overtaking),
        Mutant.ofStore("M14", WatchMutants::splitting),
        Mutant.ofStore("M16", KeyMutants.LikePrefix::new),
        Mutant.ofStore("M17", KeyMutants.SignedOrder::new),
        Mutant.ofStore("M18", KeyMutants.TextColumn::new),
        Mutant.ofStore("M19", KeyMutants.WrappingPrefix::new),
        Mutant.ofStore("M21", KeyMutants.EmptyIsAbsent::new),
        new LossMutant(),
        Mutant.ofStore("M24", LifeMutants.HeldLock::new),
        Mutant.ofStore("M25", LifeMutants.EndlessLease::new),
        Mutant.ofStore("M26", KeyMutants.RebornByOverwrite::new),
        ProcessMutant.restarted(),
        ProcessMutant.unwritten(),
        Mutant.ofStore("M30", CacheMutant::new),
        new Mutant("M31", KeyMutants.CharacterLimits::lenient, KeyMutants.CharacterLimits::new),
        Mutant.ofStore("M32", LifeMutants.Undeclared::new),
        Mutant.ofEngine("M33", EngineMutants.LogBeforeEntries::new),
        PairMutant.unfenced(),
        Mutant.ofEngine("M35", ReadSetMutants::withoutDeletes),
        BackendMutant.confident(),
        BackendMutant.hasty(),
        BackendMutant.restarted(),
        BackendMutant.unwritten(),
        ProcessMutant.halved(),
        PairMutant.forgetful(),
        PairMutant.passingOver());
  }

  /** Returns how each mutant is to be rejected, as the list beside this class tells. */
  static Map<String, Rejection> rejections() {
    try (InputStream list =
        Objects.requireNonNull(Mutants.class.getResourceAsStream("mutants.txt"))) {
      return new String(list.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(": ", 3))
          .collect(Collectors.toMap(parts -> parts[0], parts -> rejection(parts[1], parts[2])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Rejection rejection(String cases, String fault) {
    return new Rejection(
        Arrays.stream(cases.split(" ", -1))
            .map(CaseNumber::parse)
            .collect(Collectors.toCollection(TreeSet::new)),
        fault);
  }

  /**
   * How a mutant is to be rejected.
   *
   * @param cases the cases that must fail
   * @param fault what is wrong with it
   */
  record Rejection(NavigableSet<CaseNumber> cases, String fault) {}
}
