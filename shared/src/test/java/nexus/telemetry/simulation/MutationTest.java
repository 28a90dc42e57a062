package nexus.telemetry.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds no bug where there is one proves nothing where it finds none. */
final class MutationTest {

  private static final int MOST_SEEDS = 2_000;

  private static Silence silence;

  @BeforeAll
  static void silence() {
    silence = new Silence();
  }

  @AfterAll
  static void speak() {
    silence.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyPlantedBugIsFound(Mutation mutation) {
    Found found = Found.of(mutation, new Simulation.Runner(), MOST_SEEDS, false);

    assertThat(found.byCommit()).as(mutation.says()).isBetween(1L, (long) MOST_SEEDS);
  }

  @Test
  void theTableOfTheDocumentationHasEveryPlantedBug() throws IOException {
    String page = Files.readString(Path.of("../docs/guarantees.md"));

    for (Mutation mutation : Mutation.values()) {
      assertThat(page).contains("| " + mutation.says() + " | ");
    }
  }
}
