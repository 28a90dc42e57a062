package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.ParsedChunk;
import org.junit.jupiter.api.Test;

class GeneratedTelemetryTest {

  @Test
  void samplesAreThoseOfTheCsv() throws IOException {
    String[] options = {"--hosts", "3", "--gpus", "2", "--scrapes", "50", "--step", "10s"};
    byte[] csv = GeneratedTelemetry.csv(options);
    CsvPieces whole = new CsvPieces(new ByteArrayInputStream(csv), csv.length, 0);
    CsvParser parser = new CsvParser(whole.header(), 2, System.currentTimeMillis());

    parser.read(whole.next());
    ParsedChunk read = parser.take();

    assertThat(read.accepted()).isEqualTo(3 * 2 * 10 * 50);
    assertThat(GeneratedTelemetry.samples(options)).isEqualTo(read.gpus());
  }
}
