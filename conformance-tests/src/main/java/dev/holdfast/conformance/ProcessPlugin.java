package dev.holdfast.conformance;

import dev.holdfast.runtime.PluginProcess;
import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreOptions;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A program that was launched as a plugin. */
final class ProcessPlugin implements LaunchedPlugin {

  private final PluginProcess process;
  private final Map<String, String> options;

  ProcessPlugin(PluginProcess process, Map<String, String> options) {
    this.process = process;
    this.options = options;
  }

  @Override
  public Store store() {
    return process.store();
  }

  @Override
  public Store storeThrough(ClientInterceptor connection) {
    return RemoteStore.on(ClientInterceptors.intercept(process.channel(), connection));
  }

  @Override
  public Store storeWithin(Duration deadline) {
    return RemoteStore.on(process.channel(), deadline);
  }

  @Override
  public void configure(StoreOptions asked) {
    Map<String, String> values = new HashMap<>(options);
    values.putAll(asked.asMap());
    Set<String> required = new HashSet<>(asked.required());
    required.addAll(options.keySet());
    BlockingStore.await(process.store().configure(StoreOptions.of(values, required)));
  }

  @Override
  public boolean isServing() {
    return PluginHealth.isServing(process.channel());
  }

  @Override
  public HealthWatch watchHealth() {
    return PluginHealth.watch(process.channel());
  }

  @Override
  public boolean isAlive() {
    return process.handle().isAlive();
  }

  @Override
  public void kill() {
    process.handle().destroyForcibly();
    awaitEnd(Duration.ofSeconds(60));
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.handle().pid()))
              .start()
              .waitFor();
      Expect.equal("the status of kill -" + name, 0, status);
    } catch (IOException e) {
      throw new Failure("the plugin's process could not be sent " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while sending " + name, e);
    }
  }

  @Override
  public void closeInput() {
    process.closeInput();
  }

  @Override
  public void awaitEnd(Duration within) {
    try {
      process.onExit().copy().get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Failure(
          "expected: the plugin's process ends within " + within + "\n  came:     it runs on", e);
    } catch (ExecutionException e) {
      throw new Failure("the plugin's process could not be waited for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while waiting for the plugin's end", e);
    }
  }

  @Override
  public List<Path> socketFiles() {
    try (Stream<Path> files = Files.list(process.folder())) {
      return files.toList();
    } catch (IOException e) {
      throw new Failure("the plugin's socket folder cannot be read", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
