package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import nexus.telemetry.model.RejectedRow;

/**
 * Recognised rows against split rows: with the value's column before the time's no row is
 * recognised, so the same rows in both orders of columns must give the same.
 */
final class RowTemplatesTest {

  private static final String NAMES = "metric_name,gpu_id,uuid,modelName,Hostname,pod,labels_raw";
  private static final CsvHeader RECOGNISING = CsvHeader.parse("timestamp," + NAMES + ",value");
  private static final CsvHeader SPLITTING = CsvHeader.parse("value,timestamp," + NAMES);
  private static final long NOW_MS = 1_800_000_000_000L;

  private record Row(String time, String rest, String value) {}

  @Property(tries = 1000)
  void recognisedRowsSayWhatSplitRowsSay(@ForAll("rows") List<Row> rows) {
    StringBuilder recognised = new StringBuilder();
    StringBuilder split = new StringBuilder();
    for (Row row : rows) {
      recognised.append(row.time() + "," + row.rest() + "," + row.value() + "\n");
      split.append(row.value() + "," + row.time() + "," + row.rest() + "\n");
    }
    ParsedChunk one = read(RECOGNISING, recognised.toString());
    ParsedChunk other = read(SPLITTING, split.toString());

    assertThat(one.gpus()).isEqualTo(other.gpus());
    assertThat(one.accepted()).isEqualTo(other.accepted());
    assertThat(one.missing()).isEqualTo(other.missing());
    assertThat(one.rejected()).isEqualTo(other.rejected());
    assertThat(one.rejects().stream().map(RejectedRow::line).toList())
        .isEqualTo(other.rejects().stream().map(RejectedRow::line).toList());
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<String> times =
        Arbitraries.frequency(
            Tuple.of(10, "\"2026-01-01T00:00:00Z\""),
            Tuple.of(10, "\"2026-01-01T00:00:15Z\""),
            Tuple.of(2, "2026-01-01T00:00:15Z"),
            Tuple.of(2, "1767225600"),
            Tuple.of(1, "\"2026-01-01T00:00:99Z\""),
            Tuple.of(1, "\"2999-01-01T00:00:00Z\""),
            Tuple.of(1, "\"\""));
    Arbitrary<String> values =
        Arbitraries.of(
            "1",
            "\"2\"",
            "3.25",
            "-0",
            "1e3",
            "\"97.125\"",
            "\"\"",
            "[N/A]",
            "x",
            "\" 5\"",
            "1e999",
            "0x1",
            "+7",
            "1,5");
    Arbitrary<String> rest =
        Combinators.combine(
                Arbitraries.of("M", "\"M2\"", "bad metric"),
                Arbitraries.of("0", "\"1\""),
                Arbitraries.of("h", "\"h2\""),
                Arbitraries.of(
                    "\"DCGM_FI_DRIVER_VERSION=\"\"1\"\"\"",
                    "\"DCGM_FI_DRIVER_VERSION=\"\"22\"\"\"",
                    "\"\"\"\"",
                    "\"GPU_I_ID=\"\"3\"\"\"",
                    "\"ü\"",
                    ""),
                Arbitraries.of("", "p", "\"p,q\""))
            .as(
                (metric, gpu, host, labels, pod) ->
                    String.join(",", metric, gpu, "GPU-1", "\"\"\"H\"\"100\"", host, pod, labels));
    return Combinators.combine(times, rest, values).as(Row::new).list().ofMaxSize(60);
  }

  @Example
  void rowAfterOneThatCannotBeRememberedIsStillSplit() {
    String longTime = " ".repeat(60) + "2026-01-01T00:00:00Z";
    String row = ",M,0,u,m,h,,,";
    ParsedChunk chunk =
        read(
            RECOGNISING,
            "\"" + longTime + "\"" + row + "1\n\"" + longTime + "\"" + row + "2\n,2\n7\n");

    assertThat(chunk.accepted()).isEqualTo(2);
    assertThat(chunk.rejected()).isEqualTo(2);
  }

  /**
   * The driver was updated and set back: the third M row is that of the first, but not its facts.
   */
  @Example
  void recognisedRowDoesNotHideThatFactsChangedBack() {
    String row = "2026-01-01T00:00:00Z,%s,0,u,m,h,,\"DCGM_FI_DRIVER_VERSION=\"\"%d\"\"\",5\n";
    StringBuilder rows = new StringBuilder();
    for (int round = 0; round < 3; round++) {
      rows.append(row.formatted("A", 1)).append(row.formatted("B", 1));
    }
    rows.append(row.formatted("A", 2)).append(row.formatted("B", 1));

    ParsedChunk chunk = read(RECOGNISING, rows.toString());

    assertThat(chunk.gpus().get(0).facts().driver()).isEqualTo("1");
  }

  private static ParsedChunk read(CsvHeader header, String rows) {
    return Chunks.parse(header, rows.getBytes(StandardCharsets.UTF_8), NOW_MS);
  }
}
