package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.model.SampleTimes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows below a further header are never read by the one above, whatever it lacks. */
class JoinedFilesTest {

  private static final long NOW = 1_796_000_000_000L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "timestamp, index, memory.used [MiB]|1795896000, 0, 45 MiB"
            + "|timestamp, pid, used_memory [MiB]|1795896000, 1234, 500 MiB",
        "timestamp, index, temperature.gpu|1795896000, 0, 45"
            + "|timestamp, utilization.gpu [%], temperature.gpu|1795896000, 7, 46",
        "name,time,host,index,temperature_gpu|nvidia_smi,1795896000000000000,n1,0,45"
            + "|name,time,host,cpu,usage_idle|cpu,1795896000000000000,n1,cpu0,50",
        "timestamp,gpu_id,hostname,temperature|1795896000,0,n1,45"
            + "|uptime,gpu_id,hostname,power_draw|1795896001,7,n1,46",
        "timestamp,hostname,gpu_id,temperature,power_draw|1795896000,n1,0,45,200"
            + "|Date,Node,Slot,power_draw,temperature|1795896000,n1,0,201,46",
      })
  void rowsBelowAHeaderThatCannotBeReadAreRejected(
      String header, String row, String further, String below) {
    Given given = new Given("n1", null, null, null, List.of());
    CsvHeader first = CsvHeader.parse(header, Dialect.CSV, given);
    CsvParser parser =
        new CsvParser(first, 2, NOW, 0, SampleTimes.of(Optional.empty()), RejectSink.NONE);
    byte[] rows = (row + "\n" + further + "\n" + below + "\n").getBytes(StandardCharsets.UTF_8);
    parser.read(new CsvPiece(0, rows.length, rows, rows.length));
    ParsedChunk chunk = parser.take();

    assertThat(chunk.gpus()).hasSize(1);
    assertThat(chunk.gpus().get(0).gpu().alias()).isEqualTo("n1/0");
    assertThat(chunk.gpus().get(0).columns())
        .allSatisfy(one -> assertThat(one.size()).isEqualTo(1));
    assertThat(chunk.rejects())
        .last()
        .satisfies(reject -> assertThat(reject.reason()).startsWith("the header in line 3 "));
  }
}
