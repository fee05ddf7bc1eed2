package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.InfoResponse;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A store's description, to a message and back. */
final class InfoWire {

  private static final Set<String> KNOWN =
      Arrays.stream(Capability.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

  private InfoWire() {}

  static InfoResponse toMessage(StoreInfo info) {
    return InfoResponse.newBuilder()
        .setPluginName(info.name())
        .setPluginVersion(info.version())
        .addAllContractVersions(info.contractVersions())
        .setState(InfoResponse.State.valueOf(info.state().name()))
        .addAllCapabilities(info.capabilities().stream().map(Enum::name).sorted().toList())
        .setLimits(toMessage(info.limits()))
        .build();
  }

  static StoreInfo fromMessage(InfoResponse info) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    info.getCapabilitiesList().stream()
        .filter(KNOWN::contains)
        .map(Capability::valueOf)
        .forEach(capabilities::add);
    return new StoreInfo(
        info.getPluginName(),
        info.getPluginVersion(),
        info.getContractVersionsList(),
        switch (info.getState()) {
          case READY -> StoreInfo.State.READY;
          case UNCONFIGURED -> StoreInfo.State.UNCONFIGURED;
          case DEGRADED, STATE_UNSPECIFIED, UNRECOGNIZED -> StoreInfo.State.DEGRADED;
        },
        capabilities,
        fromMessage(info.getLimits()));
  }

  private static dev.holdfast.proto.store.v1.Limits toMessage(Limits limits) {
    return dev.holdfast.proto.store.v1.Limits.newBuilder()
        .setMaxKeyBytes(limits.maxKeyBytes())
        .setMaxValueBytes(limits.maxValueBytes())
        .setMaxTxnOps(limits.maxTxnOps())
        .setMaxTxnReads(limits.maxTxnReads())
        .setMaxTxnBytes(limits.maxTxnBytes())
        .setMaxDeleteKeys(limits.maxDeleteKeys())
        .setMaxPageEntries(limits.maxPageEntries())
        .setMaxPageBytes(limits.maxPageBytes())
        .setMaxOpenTxns(limits.maxOpenTxns())
        .setMaxWatches(limits.maxWatches())
        .setMaxRanges(limits.maxRanges())
        .setMaxQueuedWrites(limits.maxQueuedWrites())
        .setMaxTxnAgeMs(limits.maxTxnAge().toMillis())
        .setDefaultLeaseMs((int) limits.defaultLease().toMillis())
        .setMinLeaseMs((int) limits.minLease().toMillis())
        .setMaxLeaseMs((int) limits.maxLease().toMillis())
        .setOutcomeRetentionMs(limits.outcomeRetention().toMillis())
        .setHistoryRetentionMs(limits.historyRetention().toMillis())
        .setMaxProgressLagMs((int) limits.maxProgressLag().toMillis())
        .setMaxRevisionBytes(limits.maxRevisionBytes())
        .build();
  }

  private static Limits fromMessage(dev.holdfast.proto.store.v1.Limits limits) {
    return new Limits(
        limits.getMaxKeyBytes(),
        limits.getMaxValueBytes(),
        limits.getMaxTxnOps(),
        limits.getMaxTxnReads(),
        limits.getMaxTxnBytes(),
        limits.getMaxDeleteKeys(),
        limits.getMaxPageEntries(),
        limits.getMaxPageBytes(),
        limits.getMaxOpenTxns(),
        limits.getMaxWatches(),
        limits.getMaxRanges(),
        limits.getMaxQueuedWrites(),
        Duration.ofMillis(limits.getMaxTxnAgeMs()),
        Duration.ofMillis(limits.getDefaultLeaseMs()),
        Duration.ofMillis(limits.getMinLeaseMs()),
        Duration.ofMillis(limits.getMaxLeaseMs()),
        Duration.ofMillis(limits.getOutcomeRetentionMs()),
        Duration.ofMillis(limits.getHistoryRetentionMs()),
        Duration.ofMillis(limits.getMaxProgressLagMs()),
        limits.getMaxRevisionBytes());
  }
}
