package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Threads;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin that was launched and has told where it listens; closing it ends its process.
 *
 * <p>The connection goes through a socket in a folder that only this user may enter. It is
 * encrypted, each side knowing the other's certificate, where the plugin can do that. Thread-safe.
 */
public final class PluginProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PluginProcess.class);
  private static final Duration ASKING = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Characters of a line of its output; the first has a certificate in it. */
  private static final int LONGEST_LINE = 65_536;

  private final String program;
  private final Process process;
  private final Path folder;
  private final PluginLog log;
  private final RpcChannel channel;
  private final RemoteStore store;

  private PluginProcess(
      String program, Process process, Path folder, PluginLog log, RpcChannel channel) {
    this.program = program;
    this.process = process;
    this.folder = folder;
    this.log = log;
    this.channel = channel;
    this.store = RemoteStore.on(channel);
  }

  /**
   * Launches a plugin and waits for its line.
   *
   * @param command how
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if it cannot be used, with its last
   *     words; its process has ended then
   */
  public static PluginProcess launch(PluginCommand command) {
    return launch(command, Handshake.VERSION);
  }

  /**
   * Launches a plugin as a host of some versions of the protocol would.
   *
   * @param command how
   * @param versions the versions, with commas between
   */
  public static PluginProcess launch(PluginCommand command, String versions) {
    command.requireChecksum();
    SelfSigned own = SelfSigned.generate();
    Path folder = socketFolder();
    Process process;
    try {
      process = start(command, folder, own, versions);
    } catch (IOException e) {
      remove(folder);
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the plugin " + command.program() + " cannot be started: " + e.getMessage(),
          e);
    }
    PluginLog log = PluginLog.follow(fileName(command.program()), process.getErrorStream());
    try {
      Handshake handshake =
          Handshake.parse(firstLine(process, command.startTimeout(), log), versions);
      RpcChannel channel = RpcChannel.to(handshake.endpoint(), credentials(handshake, own, folder));
      return new PluginProcess(command.program(), process, folder, log, channel);
    } catch (StoreException e) {
      end(process, folder);
      throw new StoreException(
          e.reason(), "the plugin " + command.program() + " did not start: " + e.description(), e);
    } catch (RuntimeException e) {
      end(process, folder);
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the plugin " + command.program() + " did not start: what it told is of no use: " + e,
          e);
    }
  }

  private static void end(Process process, Path folder) {
    process.destroyForcibly().onExit().join();
    remove(folder);
  }

  private static Process start(PluginCommand command, Path folder, SelfSigned own, String versions)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.words());
    Map<String, String> environment = builder.environment();
    environment.putAll(command.environment());
    environment.put(Handshake.COOKIE_KEY, Handshake.COOKIE_VALUE);
    environment.put(Handshake.VERSIONS, versions);
    environment.put(Handshake.SOCKET_FOLDER, folder.toString());
    environment.put(Handshake.CLIENT_CERTIFICATE, own.certificatePem());
    return builder.start();
  }

  private static Path socketFolder() {
    try {
      return Files.createTempDirectory("holdfast-plugin"); // which its owner alone may enter
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.NOT_APPLIED, "there is no folder for the plugin's socket: " + e, e);
    }
  }

  private static String fileName(String program) {
    Path name = Path.of(program).getFileName();
    return name == null ? program : name.toString();
  }

  /** Reads the plugin's line, and from then on lets nothing that it prints hold it up. */
  private static String firstLine(Process process, Duration timeout, PluginLog log) {
    CompletableFuture<Optional<String>> line = new CompletableFuture<>();
    Threads.named("holdfast-plugin-output").newThread(() -> readOutput(process, line)).start();
    try {
      Optional<String> first = line.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return first.orElseThrow(
          () -> new StoreException(ErrorReason.BAD_OPTION, ended(process, log)));
    } catch (TimeoutException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "it printed no line on stdout within " + timeout.toMillis() + " ms",
          e);
    } catch (ExecutionException e) {
      throw new StoreException(ErrorReason.BAD_OPTION, "its output cannot be read: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(ErrorReason.NOT_APPLIED, "interrupted while it started", e);
    }
  }

  private static void readOutput(Process process, CompletableFuture<Optional<String>> first) {
    try (BoundedLines lines =
        new BoundedLines(new ProcessOutput(process.getInputStream()), LONGEST_LINE)) {
      first.complete(lines.next());
      lines.forEach(line -> LOG.debug("the plugin printed: {}", line));
    } catch (IOException e) {
      first.completeExceptionally(e);
    }
  }

  private static String ended(Process process, PluginLog log) {
    process.destroy(); // it may have closed its output alone
    int status =
        process
            .onExit()
            .orTimeout(GRACE.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(late -> process.destroyForcibly().onExit().join())
            .join()
            .exitValue();
    String words = log.lastWords();
    return "it ended with status "
        + status
        + " before it printed its line"
        + (words.isEmpty() ? ", without a word on stderr" : "; its last words: " + words);
  }

  private static ChannelCredentials credentials(Handshake handshake, SelfSigned own, Path folder) {
    if (handshake.certificate().isEmpty()) {
      requireInFolder(handshake.endpoint(), folder);
      return InsecureChannelCredentials.create();
    }
    try {
      return TlsChannelCredentials.newBuilder()
          .keyManager(own.certificateStream(), own.privateKeyStream())
          .trustManager(SelfSigned.certificateStream(handshake.certificate().get()))
          .build();
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "its certificate cannot be read: " + e.getMessage(), e);
    }
  }

  /** Without encryption, nothing but the folder keeps others from the connection. */
  private static void requireInFolder(Endpoint endpoint, Path folder) {
    boolean inside =
        endpoint instanceof Endpoint.UnixSocket socket
            && socket.path().startsWith(folder.toAbsolutePath().normalize());
    if (!inside) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "it listens on "
              + endpoint
              + " without a certificate; put the socket into the folder "
              + Handshake.SOCKET_FOLDER
              + ", or serve with TLS and print the certificate");
    }
  }

  /** Returns the store that the plugin serves, which ends with it. */
  public RemoteStore store() {
    return store;
  }

  /** Returns the connection, for the plugin's other services. */
  public Channel channel() {
    return channel;
  }

  /** Returns the process, to look at and, in tests, to kill. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Returns whether the process has not ended yet, as far as this one was told; asks nobody. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns what completes when the process has ended. */
  public CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Returns the folder that holds the plugin's socket. */
  public Path folder() {
    return folder;
  }

  /** Returns the last lines that the plugin wrote on its error output. */
  public String lastWords() {
    return log.lastWords();
  }

  /** Closes the plugin's input, as the end of this process would. */
  public void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("the plugin's input was closed before: {}", e.toString());
    }
  }

  /**
   * Asks the plugin to end, by its controller, by the end of its input and by SIGTERM where it has
   * no controller; kills it after five seconds.
   */
  @Override
  public void close() {
    if (process.isAlive()) {
      boolean heard = ask();
      closeInput();
      if (!heard) {
        process.destroy();
      }
    }
    channel.close();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the plugin {} did not end within {}; it is killed", program, GRACE);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    remove(folder);
  }

  private boolean ask() {
    try {
      PluginController.shutDown(channel, ASKING);
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : List.copyOf(files.toList())) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.debug("the folder {} is left behind: {}", folder, e.toString());
    }
  }
}
