package dev.holdfast.benchmarks;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A figure that was measured.
 *
 * @param name what of
 * @param value how much
 * @param unit of what
 * @param goal what it should be, if anything
 * @param peer what it stands beside, measured in the same run
 */
record Figure(String name, double value, String unit, Optional<Goal> goal, Optional<Peer> peer) {

  /**
   * What a figure stands beside.
   *
   * @param name what it is
   * @param value how much, in the figure's unit
   */
  record Peer(String name, double value) {}

  static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, Optional.empty(), Optional.empty());
  }

  Figure with(Goal wanted) {
    return new Figure(name, value, unit, Optional.of(wanted), peer);
  }

  Figure beside(String other, double otherValue) {
    return new Figure(name, value, unit, goal, Optional.of(new Peer(other, otherValue)));
  }

  OptionalDouble ratio() {
    return peer.isPresent()
        ? OptionalDouble.of(value / peer.get().value())
        : OptionalDouble.empty();
  }

  /** Returns what the goal is held against. */
  double judged() {
    return goal.filter(it -> it.of() == Goal.Of.RATIO).isPresent()
        ? ratio()
            .orElseThrow(
                () -> new IllegalStateException(name + " has a goal of its ratio, and no peer"))
        : value;
  }

  Optional<Boolean> passes() {
    return goal.map(it -> it.isMetBy(judged()));
  }

  String goalText() {
    return goal.map(it -> it.text(unit)).orElse("");
  }

  String peerText() {
    return peer.map(it -> it.name() + ": " + Markdown.number(it.value()) + " " + unit).orElse("");
  }
}
