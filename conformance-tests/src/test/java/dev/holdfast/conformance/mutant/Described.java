package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Capability;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.engine.StoreEngine;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An engine that tells something else of itself. */
final class Described extends ForwardingEngine {

  private final StoreInfo info;

  Described(StoreEngine engine, UnaryOperator<StoreInfo> change) {
    super(engine);
    this.info = change.apply(engine.info());
  }

  @Override
  public StoreInfo info() {
    return info;
  }

  static StoreInfo withLimits(StoreInfo info, Limits limits) {
    return new StoreInfo(
        info.name(),
        info.version(),
        info.contractVersions(),
        info.state(),
        info.capabilities(),
        limits);
  }

  static StoreInfo with(StoreInfo info, Capability... more) {
    Set<Capability> all = EnumSet.copyOf(info.capabilities());
    all.addAll(Set.of(more));
    return new StoreInfo(
        info.name(), info.version(), info.contractVersions(), info.state(), all, info.limits());
  }

  static StoreInfo without(StoreInfo info, Capability... missing) {
    Set<Capability> left = EnumSet.noneOf(Capability.class);
    left.addAll(info.capabilities());
    left.removeAll(Set.of(missing));
    return new StoreInfo(
        info.name(), info.version(), info.contractVersions(), info.state(), left, info.limits());
  }
}
