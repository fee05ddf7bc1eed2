package dev.holdfast.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What several loads need. */
final class Loads {

  private Loads() {}

  /** Reads a number that is 1 or more. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        // told below
      }
      throw new TypeConversionException(
          "'" + text + "' is not a whole number from 1 to " + Integer.MAX_VALUE);
    }
  }

  /** Returns a process of this program's classes, not yet started, whose errors are shown. */
  static ProcessBuilder process(Class<?> main, List<String> arguments) {
    return process(main, List.of(), arguments);
  }

  /** Returns the same with options of its virtual machine. */
  static ProcessBuilder process(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Has this process end when its input does, as it does however the one that started it ends. */
  static void endWithInput() {
    Thread input = new Thread(Loads::awaitEndOfInput, "input");
    input.setDaemon(true);
    input.start();
  }

  private static void awaitEndOfInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // That is its end as well.
    }
    System.exit(1);
  }

  /** How many calls of a warm-up are under way at most. */
  private static final int WARM_UP_OUTSTANDING = 64;

  /**
   * Makes calls for some time, at a rate or, as long as they are not compiled, as fast as they are
   * answered, so that no backlog is left; returns when all are answered.
   *
   * @throws java.util.concurrent.CompletionException if a call failed; no more are made then
   */
  static void warmUp(int perSecond, int seconds, LongFunction<CompletableFuture<?>> call) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Semaphore room = new Semaphore(WARM_UP_OUTSTANDING);
    openLoop(
        perSecond,
        () -> System.nanoTime() < end,
        number -> {
          room.acquireUninterruptibly();
          return call.apply(number).whenComplete((answer, failure) -> room.release());
        });
    room.acquireUninterruptibly(WARM_UP_OUTSTANDING);
  }

  /**
   * Makes calls at a steady rate, whatever is not answered yet, and waits for the last answers.
   *
   * @throws java.util.concurrent.CompletionException if a call failed; no more are made then
   */
  static void openLoop(
      int perSecond, BooleanSupplier goOn, LongFunction<CompletableFuture<?>> call) {
    long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long next = System.nanoTime();
    CompletableFuture<Void> failed = new CompletableFuture<>();
    CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    for (long number = 0; goOn.getAsBoolean() && !failed.isDone(); number++) {
      next += pause;
      LockSupport.parkNanos(next - System.nanoTime());
      last =
          call.apply(number)
              .whenComplete(
                  (answer, failure) -> {
                    if (failure != null) {
                      failed.completeExceptionally(failure);
                    }
                  });
    }
    last.join();
    if (failed.isDone()) {
      failed.join();
    }
  }
}
