package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred megabytes of each kind, made while they are read, and never there as a whole. */
@Timeout(60)
class LargeCapturesTest {

  private static final int BYTES = 100_000_000;
  private static final Given GIVEN = Captured.given("n", "DCGM_FI_DEV_GPU_TEMP", null);

  /** A file that is a beginning, then parts that are made one after the other, then an end. */
  private static final class Made extends InputStream {

    private final Iterator<String> parts;
    private byte[] part = {};
    private int at;

    Made(String head, String tail, int parts, IntFunction<String> one) {
      this.parts =
          Stream.of(Stream.of(head), IntStream.range(0, parts).mapToObj(one), Stream.of(tail))
              .flatMap(piece -> piece)
              .iterator();
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      while (at == part.length) {
        if (!parts.hasNext()) {
          return -1;
        }
        part = parts.next().getBytes(StandardCharsets.UTF_8);
        at = 0;
      }
      int count = Math.min(length, part.length - at);
      System.arraycopy(part, at, target, offset, count);
      at += count;
      return count;
    }
  }

  private static Captured read(Made file) {
    return Captured.of(file, GIVEN, "UTC", false);
  }

  @Test
  void aDumpOfPrometheus() {
    String part =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    "DCGM_FI_DEV_GPU_TEMP{gpu=\"%d\",UUID=\"GPU-%d\",pci_bus_id=\"00000000:07:00.0\",device=\"nvidia%d\",modelName=\"NVIDIA H100 80GB HBM3\",DCGM_FI_DRIVER_VERSION=\"550.54.15\",Hostname=\"n%d\",container=\"trainer\",namespace=\"team-a-research\",pod=\"llm-pretraining-worker-0\",pod_uid=\"1f0e5f4b-0000-4000-8000-000000000000\"} 41 "
                        .formatted(i % 8, i, i % 8, i / 8))
            .reduce("", (all, one) -> all + one + "1795896TIME000\n");
    int parts = BYTES / part.length() + 1;

    Captured read =
        read(new Made("", "", parts, i -> part.replace("TIME", String.valueOf(100 + i % 900))));

    assertThat(read.accepted()).isEqualTo(1000L * parts);
    assertThat(read.rejected()).isZero();
  }

  @Test
  void anAnswerOfPrometheus() {
    String values =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    "\n            [\n              1795896%03d,\n              \"%d\"\n            ],"
                        .formatted(i, i % 90))
            .reduce("", String::concat);
    String part =
        ",{\"metric\":{\"__name__\":\"DCGM_FI_DEV_GPU_TEMP\",\"gpu\":\"GPU\",\"Hostname\":\"n\"},"
            + "\"values\":["
            + values
            + "[1795897000,\"5\"]]}";
    int parts = BYTES / part.length() + 1;

    Captured read =
        read(
            new Made(
                "{\"status\":\"success\",\"data\":{\"result\":["
                    + part.substring(1).replace("GPU\"", "0\""),
                "]}}",
                parts,
                i -> part.replace("GPU\"", i % 5000 + "\"")));

    assertThat(read.accepted()).isEqualTo(1001L * (parts + 1));
    assertThat(read.rejected()).isZero();
  }

  @Test
  void aDownloadOfGrafanaWithAColumnASeries() {
    String head =
        IntStream.range(0, 500)
            .mapToObj(i -> ",\"{Hostname=\"\"n%d\"\", gpu=\"\"%d\"\"}\"".formatted(i / 8, i % 8))
            .reduce("Time", String::concat);
    String row = (",".repeat(50) + "41.5").repeat(10);
    int rows = BYTES / row.length();

    Captured read =
        read(new Made(head + "\n", "", rows, i -> 1795800000 + i % 90_000 + row + "\n"));

    assertThat(read.accepted()).isEqualTo(10L * rows);
    assertThat(read.rejected()).isZero();
  }

  @Test
  void aDownloadOfAnOlderGrafana() {
    String part =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    "\"DCGM_FI_DEV_GPU_TEMP{DCGM_FI_DRIVER_VERSION=\"\"550.54.15\"\", Hostname=\"\"n\"\", UUID=\"\"GPU-GPU\"\", container=\"\"exporter\"\", device=\"\"nvidia0\"\", gpu=\"\"GPU\"\", instance=\"\"10.0.0.7:9400\"\", job=\"\"dcgm\"\", modelName=\"\"NVIDIA H100 80GB HBM3\"\"}\";1795896%03d;41,5\n"
                        .formatted(i))
            .reduce("", String::concat);
    int parts = BYTES / part.length();

    Captured read =
        read(
            new Made(
                "Series;Time;Value\n",
                "",
                parts,
                i -> part.replace("\"GPU\"", "\"" + i % 5000 + "\"")));

    assertThat(read.accepted()).isEqualTo(1000L * parts);
    assertThat(read.rejected()).isZero();
  }
}
