package nexus.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nexus.local.ManagedProcess;

/**
 * One execution environment of a function: the process, and the Runtime API that feeds it. Handles
 * one event at a time. Ends when it is closed, or when this process ends.
 */
public final class FunctionProcess implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  /** What a JVM may take to end that writes a class archive then. */
  private static final Duration ORDERLY_END = Duration.ofMinutes(3);

  private final RuntimeApi api;
  private final ManagedProcess process;
  private final Path log;
  private final Thread atExit = new Thread(this::stop, "function-at-exit");

  private FunctionProcess(RuntimeApi api, ManagedProcess process, Path log) {
    this.api = api;
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts what {@code launch} says; returns before it is ready. */
  static FunctionProcess start(Launch launch) {
    try {
      Path log = Files.createTempFile("nexus-lambda-", ".log");
      RuntimeApi api = new RuntimeApi(launch.functionArn());
      ManagedProcess process =
          ManagedProcess.start(
              launch.handler(),
              launch.command(),
              launch.environment(api.address()),
              launch.folder(),
              log);
      return new FunctionProcess(api, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Hands over an event and waits for the result. As Lambda does it tells of a function that takes
   * longer than it may ({@code Sandbox.Timedout}; nothing can be invoked behind it), that ends by
   * itself ({@code Runtime.ExitError}, with the end of its log), or that failed to start.
   */
  public synchronized InvocationResult invoke(String event, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    CompletableFuture<InvocationResult> result = api.invoke(event, timeout);
    CompletableFuture<Object> any = CompletableFuture.anyOf(result, api.startFailure());
    while (System.nanoTime() < end) {
      try {
        return (InvocationResult) any.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        if (process.awaitEnd(Duration.ZERO) && !any.isDone()) {
          return InvocationResult.error("Runtime.ExitError", process.obituary());
        }
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return InvocationResult.error("Sandbox.Timedout", "no answer after " + timeout);
  }

  /**
   * Waits until a function started for SnapStart has done all that is in its snapshot.
   *
   * @throws IllegalStateException with its log when it has not in time, or ends
   */
  public void awaitSnapshot(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!api.awaitSnapshot(POLL)) {
      if (process.awaitEnd(Duration.ZERO) || System.nanoTime() > end) {
        throw new IllegalStateException("no snapshot, after at most " + atMost + ":\n" + log());
      }
    }
  }

  /** Lets a function go on behind its snapshot, as one that was restored from it. */
  public void restore() {
    api.restore();
  }

  /** Everything that it has printed. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends it in order and waits for it, also where it writes a class archive then.
   *
   * @throws IllegalStateException with its log when it does not end
   */
  public void end() throws InterruptedException {
    process.askToEnd();
    if (!process.awaitEnd(ORDERLY_END)) {
      throw new IllegalStateException("it does not end:\n" + log());
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop();
  }

  private void stop() {
    process.close();
    api.close();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
