package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import nexus.telemetry.simulation.Simulation.Outcome;

/**
 * Runs many simulations, or one with every step of it.
 *
 * <pre>
 * --seeds N       seeds 1 to N, on every processor; prints those that fail
 * --seed S        one seed, step by step
 * --mutations     how soon each planted bug is found
 * </pre>
 */
public final class Simulate {

  private static final int MOST_FAILURES = 10;
  private static final int MOST_SEEDS_A_MUTATION = 20_000;

  private final AtomicLong next = new AtomicLong(1);
  private final AtomicLong steps = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();

  private Simulate() {}

  /** Status 0 when every promise was kept, 1 when one was not, 2 for words it does not know. */
  public static void main(String[] words) throws InterruptedException {
    Silence silence = new Silence();
    int status = status(words);
    silence.close();
    System.exit(status);
  }

  private static int status(String[] words) throws InterruptedException {
    try {
      if (words.length == 2 && words[0].equals("--seeds")) {
        return new Simulate().many(Long.parseLong(words[1]));
      } else if (words.length == 2 && words[0].equals("--seed")) {
        return one(Long.parseLong(words[1]));
      } else if (words.length == 1 && words[0].equals("--mutations")) {
        return mutations();
      }
    } catch (NumberFormatException e) {
      System.err.println("simulate: no whole number: " + words[1]);
      return 2;
    }
    System.err.println("simulate: takes --seeds N, --seed S or --mutations");
    return 2;
  }

  private int many(long count) throws InterruptedException {
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread = new Thread(() -> runUpTo(count), "simulations-" + i);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long seeds = Math.min(count, next.get() - 1);
    System.out.printf(
        Locale.ROOT,
        "%,d seeds, %,d steps, %d failed, %.0f s%n",
        seeds,
        steps.get(),
        failures.get(),
        (System.nanoTime() - begun) / 1e9);
    return failures.get() == 0 ? 0 : 1;
  }

  private void runUpTo(long last) {
    Simulation.Runner runner = new Simulation.Runner();
    for (long seed = next.getAndIncrement();
        seed <= last && failures.get() < MOST_FAILURES;
        seed = next.getAndIncrement()) {
      List<String> problems = problems(runner, seed);
      if (!problems.isEmpty()) {
        failures.incrementAndGet();
        System.out.println("FAILED seed " + seed + ": " + problems);
      }
    }
  }

  private List<String> problems(Simulation.Runner runner, long seed) {
    try {
      Outcome outcome = runner.run(seed);
      steps.addAndGet(outcome.steps());
      return outcome.problems();
    } catch (RuntimeException | Error e) {
      return List.of("the simulation itself failed: " + e);
    }
  }

  private static int one(long seed) {
    Outcome outcome = new Simulation.Runner().run(seed, kv -> kv, true);
    outcome.trace().forEach(System.out::println);
    outcome.problems().forEach(problem -> System.out.println("PROBLEM " + problem));
    System.out.printf(
        Locale.ROOT,
        "seed %d, %d steps, %016x, %s%n",
        seed,
        outcome.steps(),
        outcome.hash(),
        outcome.problems().isEmpty() ? "every promise was kept" : "FAILED");
    return outcome.problems().isEmpty() ? 0 : 1;
  }

  private static int mutations() {
    int status = 0;
    Simulation.Runner runner = new Simulation.Runner();
    for (Mutation mutation : Mutation.values()) {
      Found found = Found.of(mutation, runner, MOST_SEEDS_A_MUTATION, mutation.clientsSee());
      System.out.println(found.row(mutation));
      status =
          found.byCommit() == 0 || (mutation.clientsSee() && found.byClient() == 0) ? 1 : status;
    }
    return status;
  }
}
