package nexus.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nexus.local.LocalFailure;
import nexus.local.ManagedProcess;

/** A process that is started, killed, frozen and started again on the same port and folder. */
final class Child implements AutoCloseable {

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;
  private ManagedProcess process;
  private boolean paused;
  private boolean closed;
  private boolean killed;
  private int starts;

  /**
   * @param name for messages and the log's name
   * @param command program and arguments
   * @param environment all of its environment
   * @param folder of its logs, one a start
   */
  Child(String name, List<String> command, Map<String, String> environment, Path folder) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.folder = folder;
  }

  String name() {
    return name;
  }

  /** Starts it where it does not run. */
  synchronized void start() {
    if (closed) {
      throw new LocalFailure("stopped");
    }
    if (process == null || !process.isAlive()) {
      process = ManagedProcess.start(name, command, environment, log(++starts));
      paused = false;
    }
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  synchronized long pid() {
    return process.pid();
  }

  /** {@code SIGKILL}: it can do nothing about it. */
  synchronized void kill() throws InterruptedException {
    killed = true;
    process.kill();
  }

  /** Whether it was ever killed. */
  synchronized boolean wasKilled() {
    return killed;
  }

  /** {@code SIGSTOP}: it stands still in the middle of whatever it does. */
  synchronized void pause() throws InterruptedException {
    signal("STOP");
    paused = true;
  }

  /** {@code SIGCONT}: it goes on, without having noticed. */
  synchronized void resume() throws InterruptedException {
    if (paused && process.isAlive()) {
      signal("CONT");
    }
    paused = false;
  }

  /** What to tell when it does not do what it should. */
  synchronized String lastWords() {
    return name + ":\n" + (process == null ? "(never started)" : process.tail(20));
  }

  /** All that it said since it was started last. */
  synchronized String log() {
    try {
      return Files.readString(log(starts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(int start) {
    return folder.resolve(name + "-" + start + ".log");
  }

  private void signal(String signal) throws InterruptedException {
    try {
      List<String> words = List.of("kill", "-" + signal, Long.toString(process.pid()));
      if (new ProcessBuilder(words).start().waitFor() != 0) {
        throw new LocalFailure("cannot send " + signal + " to " + name);
      }
    } catch (IOException e) {
      throw new LocalFailure("cannot send " + signal + " to " + name + ": " + e, e);
    }
  }

  /** Kills it: whatever it leaves behind is thrown away. */
  @Override
  public synchronized void close() {
    closed = true;
    if (process != null) {
      try {
        process.kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
