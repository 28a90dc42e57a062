package nexus.bench.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import nexus.bench.Disk;
import nexus.bench.Generate;
import nexus.bench.Machine;
import nexus.bench.Plan;
import nexus.bench.Region;
import nexus.local.LocalFailure;

/**
 * Measures the application and its peers with one generated file, one after the other, prints a
 * table, and writes it to {@code infra/bench/README.md} when none is left out.
 */
public final class Compare {

  private final Choice choice;
  private final Path folder;
  private final Table table = new Table();
  private Peer current;
  private boolean closing;
  private boolean failed;
  private boolean complete = true;

  private Compare(Choice choice, Path folder) {
    this.choice = choice;
    this.folder = folder;
  }

  /**
   * Ends with status 0 when nothing failed (a peer that cannot be had is skipped, loudly), 1 when a
   * system failed or answered wrongly, 2 for a wrong option.
   */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws IOException {
    String parent = System.getenv().getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(Path.of(parent), "nexus-compare-");
    try {
      // A database that does not run as root has its folder in here.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      Path file = folder.resolve("telemetry.csv");
      Choice choice = Choice.parse(arguments, Peers.NAMES, file.toString());
      Compare compare = new Compare(choice, folder);
      Runtime.getRuntime().addShutdownHook(new Thread(compare::close, "stop"));
      compare.measure(file);
      return compare.failed ? 1 : 0;
    } catch (IllegalArgumentException wrongOption) {
      delete(folder);
      System.err.println("compare: " + wrongOption.getMessage());
      System.err.print(Choice.USAGE);
      return 2;
    } catch (LocalFailure stopped) {
      System.err.println("compare: " + stopped.getMessage());
      return 1;
    }
  }

  private void measure(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      Generate.write(choice.plan(), out);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Content content = Content.read(file);
    String heading = heading(file, content);
    System.out.println(heading);
    Runner runner = new Runner(folder, file, content, choice.loads(), choice.questions());
    Nexus nexus = new Nexus(content);
    Optional<Result> measured = measure(runner, nexus);
    if (measured.isPresent()) {
      Result ours = measured.get();
      Result queued = nexus.queuedOnly(ours);
      table.addOurs(ours);
      table.addOurs(queued);
      Peers peers = new Peers(content, System.getenv());
      for (String name : choice.peers()) {
        measure(runner, peers.named(name))
            .ifPresent(peer -> table.addPeer(peer, peer.isStore() ? ours : queued));
      }
    }
    System.out.println();
    System.out.print(table.markdown());
    if (choice.readme().isPresent()) {
      write(new Region(Path.of(choice.readme().get()), "compare"), heading);
    }
  }

  /** Figures of a run in which a system is missing do not take the place of complete ones. */
  private void write(Region region, String heading) throws IOException {
    if (complete) {
      region.write("\n" + heading + "\n\n" + table.markdown() + "\n");
      System.out.println("written into " + region.file());
    } else {
      System.out.println(region.file() + " is left as it is: not every system was measured");
    }
  }

  private String heading(Path file, Content content) throws IOException {
    Plan plan = choice.plan();
    return String.format(
        Locale.ROOT,
        "%s; %s. %,d rows (%d hosts x %d GPUs x %d metrics x %d scrapes), %.0f MB of CSV; loads after the first: %d.",
        Machine.describe(),
        Disk.below(folder).describe(),
        content.rows(),
        plan.hosts(),
        plan.gpus(),
        plan.metrics(),
        plan.scrapes(),
        Files.size(file) / 1e6,
        choice.loads());
  }

  /** Measures one system and tidies up after it; empty where there is no result. */
  private Optional<Result> measure(Runner runner, Peer peer) {
    Optional<String> missing = peer.missing();
    if (missing.isPresent()) {
      complain(peer, "SKIPPED: " + missing.get());
      return Optional.empty();
    }
    try {
      begin(peer);
      return Optional.of(runner.measure(peer));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      failed = true;
    } catch (Exception failure) {
      failed = true;
      complain(peer, "FAILED: " + failure);
    } finally {
      end();
    }
    return Optional.empty();
  }

  private void complain(Peer peer, String what) {
    if (isClosing()) {
      throw new LocalFailure("stopped");
    }
    complete = false;
    System.err.println("!! " + peer.name() + " " + what);
    table.addWithout(peer.name(), what);
  }

  private synchronized void begin(Peer peer) {
    if (closing) {
      throw new LocalFailure("stopped");
    }
    current = peer;
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private synchronized void end() {
    if (current != null) {
      Peer peer = current;
      current = null;
      peer.close();
      delete(folder.resolve(peer.name()));
    }
  }

  /** Also ends a process whose start was under way, which its peer does not know yet. */
  private synchronized void close() {
    closing = true;
    end();
    ProcessHandle.current()
        .children()
        .forEach(
            child -> {
              child.destroy();
              child.onExit().join();
            });
    delete(folder);
  }

  /** Deletes a folder and all in it, if it is there. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot tidy " + folder, failure);
    }
  }
}
