package nexus.telemetry.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import nexus.telemetry.simulation.Simulation.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs some seeds; with {@code -Dsimulation.seed=S} that one alone, and shows its steps. */
final class SimulationTest {

  private static final String SEED = "simulation.seed";
  private static final int SEEDS = 200;
  private static final int SEEDS_TWICE = 12;

  private static Silence silence;
  private final Simulation.Runner runner = new Simulation.Runner();

  @BeforeAll
  static void silence() {
    silence = new Silence();
  }

  @AfterAll
  static void speak() {
    silence.close();
  }

  @Test
  void whateverGoesWrongEveryPromiseIsKept() {
    Long asked = Long.getLong(SEED);
    LongStream seeds = asked == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(asked);
    seeds.forEach(
        seed -> {
          Outcome outcome = runner.run(seed, kv -> kv, asked != null);
          outcome.trace().forEach(System.out::println);
          assertThat(outcome.problems()).as("again, step by step: -D%s=%d", SEED, seed).isEmpty();
        });
  }

  @Test
  void theSameSeedIsTheSameRunStepByStep() {
    Set<Long> different = new HashSet<>();
    for (long seed = 1; seed <= SEEDS_TWICE; seed++) {
      Outcome first = runner.run(seed, kv -> kv, true);
      Outcome again = new Simulation.Runner().run(seed, kv -> kv, true);
      assertThat(again.trace()).isEqualTo(first.trace()).hasSizeGreaterThan(20);
      assertThat(again.hash()).isEqualTo(first.hash());
      different.add(first.hash());
    }
    assertThat(different).hasSize(SEEDS_TWICE);
  }

  /** What a JVM makes up for itself, such as the order of small sets, plays no part. */
  @Test
  void aSeedIsTheSameRunInAnotherProcess() throws IOException, InterruptedException {
    Outcome here = runner.run(SEEDS, kv -> kv, false);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process there =
        new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes,
                Simulate.class.getName(),
                "--seed",
                "" + SEEDS)
            .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start();
    String said = new String(there.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(there.waitFor()).isZero();
    assertThat(said)
        .contains("seed %d, %d steps, %016x".formatted(SEEDS, here.steps(), here.hash()));
  }
}
