package dev.holdfast.runtime;

import com.google.protobuf.Empty;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The service by which a host asks a launched plugin to end: {@code plugin.GRPCController}. */
final class PluginController implements BindableService {

  private static final String NAME = "plugin.GRPCController";

  /** Both messages have no fields, so any message without fields stands for them. */
  private static final MethodDescriptor<Empty, Empty> SHUTDOWN =
      MethodDescriptor.<Empty, Empty>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "Shutdown"))
          .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .build();

  private final Runnable onShutdown;

  PluginController(Runnable onShutdown) {
    this.onShutdown = onShutdown;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(NAME)
        .addMethod(
            SHUTDOWN,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  observer.onNext(Empty.getDefaultInstance());
                  observer.onCompleted();
                  onShutdown.run();
                }))
        .build();
  }

  /** Asks the plugin behind a channel to end, and waits for its word. */
  static void shutDown(Channel channel, Duration patience) {
    var unused =
        ClientCalls.blockingUnaryCall(
            channel,
            SHUTDOWN,
            CallOptions.DEFAULT.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS),
            Empty.getDefaultInstance());
  }
}
