package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.proto.datastore.v1.DataStoreServiceGrpc;
import dev.holdfast.proto.datastore.v1.GetStatusRequest;
import io.grpc.Channel;
import java.time.Duration;

/**
 * A {@link DataStore} that is served elsewhere by {@link DataStoreServices}.
 *
 * <p>It behaves as the one that is served, errors included. Besides, a call fails with {@code
 * UNAVAILABLE} where the server cannot be reached, a read with {@code DEADLINE_EXCEEDED} where it
 * does not answer in time, and a write whose answer is lost or late with {@code UNKNOWN}. A list
 * waits for each part of the answer for that time. A request of more than 4 MiB is refused with
 * {@code INVALID_ARGUMENT}, reason {@code TOO_LARGE}.
 */
public final class RemoteDataStore implements DataStore {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Calls calls;
  private final Bundles bundles;
  private final Entries entries;
  private final Nodes nodes;
  private final NodeSelectors nodeSelectors;
  private final JoinTokens joinTokens;
  private final FederationRelationships federationRelationships;
  private final CaJournals caJournals;

  private RemoteDataStore(Calls calls) {
    this.calls = calls;
    this.bundles = new RemoteBundles(calls);
    this.entries = new RemoteEntries(calls);
    this.nodes = new RemoteNodes(calls);
    this.nodeSelectors = new RemoteNodeSelectors(calls);
    this.joinTokens = new RemoteJoinTokens(calls);
    this.federationRelationships = new RemoteFederationRelationships(calls);
    this.caJournals = new RemoteCaJournals(calls);
  }

  /**
   * Returns the DataStore that a channel leads to. It waits 30 seconds for an answer.
   *
   * @param channel the channel, which stays the caller's
   */
  public static RemoteDataStore on(Channel channel) {
    return on(channel, PATIENCE);
  }

  /**
   * Returns the DataStore that a channel leads to.
   *
   * @param channel the channel, which stays the caller's
   * @param patience how long to wait for an answer
   */
  public static RemoteDataStore on(Channel channel, Duration patience) {
    return new RemoteDataStore(new Calls(channel, patience));
  }

  @Override
  public Bundles bundles() {
    return bundles;
  }

  @Override
  public Entries entries() {
    return entries;
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public NodeSelectors nodeSelectors() {
    return nodeSelectors;
  }

  @Override
  public JoinTokens joinTokens() {
    return joinTokens;
  }

  @Override
  public FederationRelationships federationRelationships() {
    return federationRelationships;
  }

  @Override
  public CaJournals caJournals() {
    return caJournals;
  }

  @Override
  public ChangeStream watch(ChangeRequest request) {
    return RemoteChangeStream.open(calls, request);
  }

  @Override
  public DataStoreStatus status() {
    return StatusMessages.decode(
        calls.read(
            DataStoreServiceGrpc.getGetStatusMethod(), GetStatusRequest.getDefaultInstance()));
  }

  /** Ends all calls and streams; the channel is the caller's. */
  @Override
  public void close() {
    calls.close();
  }
}
