package nexus.functions.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayFileTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-02T12:00:00.5Z"));

  @TempDir private Path folder;

  private ReplayFile replay(String csv, int rows, boolean loop) throws IOException {
    return new ReplayFile(Files.writeString(folder.resolve("a.csv"), csv), rows, loop, NOON);
  }

  private static List<String> next(ReplayFile file, int batches) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      file.next().ifPresent(csv -> texts.add(new String(csv, StandardCharsets.UTF_8)));
    }
    return texts;
  }

  @Test
  void rowsAreStampedNowAndOtherwiseTheSame() throws IOException {
    try (ReplayFile file =
        replay("value,Time_Stamp,labels\n1,2020-01-01T00:00:00Z,\"a=\"\"b,c\"\"\"\n", 9, false)) {
      assertThat(next(file, 1))
          .containsExactly(
              "value,Time_Stamp,labels\r\n1,2026-01-02T12:00:00.500Z,\"a=\"\"b,c\"\"\"\r\n");
      assertThat(file.next()).isEmpty();
      assertThat(file.next()).isEmpty();
    }
  }

  @Test
  void aBatchEndsAtTheEndOfTheFileAndTheNextBeginsAgain() throws IOException {
    try (ReplayFile file = replay("timestamp,gpu_id\n0,1\n0,2\n0,3\n", 2, true)) {
      List<Integer> rows =
          next(file, 4).stream().map(csv -> (int) csv.lines().count() - 1).toList();

      assertThat(rows).containsExactly(2, 1, 2, 1);
    }
  }

  @Test
  void aBatchEndsBeforeASeriesHasTwoValuesAtATime() throws IOException {
    String csv =
        """
        timestamp,Metric_Name,gpu_id,Hostname,value
        1,util,0,a,10
        1,temp,0,a,10
        1,util,1,a,10
        1,util,0,b,10
        2,util,0,a,20
        2
        2,temp,0,a,20
        """;
    try (ReplayFile file = replay(csv, 100, false)) {
      List<Integer> rows =
          next(file, 3).stream().map(text -> (int) text.lines().count() - 1).toList();

      assertThat(rows).containsExactly(4, 3);
    }
  }

  @Test
  void aFileThatCannotBeReplayedIsRefused() throws IOException {
    for (String csv : List.of("", "timestamp,v\n", "time,v\n1,2\n")) {
      try (ReplayFile file = replay(csv, 2, true)) {
        assertThatThrownBy(file::next).isInstanceOf(InvalidInputException.class);
      }
    }
  }
}
