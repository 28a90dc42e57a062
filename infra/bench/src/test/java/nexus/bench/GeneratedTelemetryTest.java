package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.telemetry.csv.CsvChunkReader;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.ParsedChunk;
import org.junit.jupiter.api.Test;

class GeneratedTelemetryTest {

  @Test
  void samplesAreThoseOfTheCsv() throws IOException {
    String[] options = {"--hosts", "3", "--gpus", "2", "--scrapes", "50", "--step", "10s"};
    String[] csv =
        new String(GeneratedTelemetry.csv(options), StandardCharsets.UTF_8).split("\n", 2);

    ParsedChunk read =
        CsvChunkReader.read(
            CsvHeader.parse(csv[0]),
            new ByteArrayInputStream(csv[1].getBytes(StandardCharsets.UTF_8)),
            2,
            Long.MAX_VALUE);

    assertThat(read.accepted()).isEqualTo(3 * 2 * 10 * 50);
    assertThat(GeneratedTelemetry.samples(options)).isEqualTo(read.gpus());
  }
}
