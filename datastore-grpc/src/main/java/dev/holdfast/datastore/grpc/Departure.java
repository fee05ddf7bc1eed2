package dev.holdfast.datastore.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Notes whether a call's message was handed to a connection. */
final class Departure extends ClientStreamTracer.Factory {

  private volatile boolean left;

  boolean hasLeft() {
    return left;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundMessage(int sequence) {
        left = true;
      }
    };
  }
}
