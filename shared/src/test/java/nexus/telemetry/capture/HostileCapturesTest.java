package nexus.telemetry.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;

/** Files that were good once, and had bytes changed, put in, left out, doubled or cut off. */
class HostileCapturesTest {

  private static final Given GIVEN =
      Captured.given("node09", "DCGM_FI_DEV_GPU_TEMP", "2026-11-28T20:00:00Z");

  private static final List<String> FILES =
      List.of(
          """
          # HELP DCGM_FI_DEV_SM_CLOCK SM clock frequency (in MHz).
          # TYPE DCGM_FI_DEV_SM_CLOCK gauge
          DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-aa",Hostname="node01",a="\\"\\\\"} 1410
          {"DCGM_FI_DEV_SM_CLOCK",gpu="1","UUID"="GPU-bb"} 210 1795896000000 # {a="b"} 1
          go_goroutines 5 1.7958e9
          DCGM_FI_DEV_SM_CLOCK { gpu = "1" , } NaN
          # EOF
          """,
          """
          {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","Hostname":"n","gpu":"0"},
          "values":[[1795896000,"41"],[1795896015.5,"42"]]},
          {"values":[[1795896000,"51"]],"metric":{"gpu":"1","a":"\\u00e4\\"\\n"}},
          {"metric":{"__name__":"up"},"value":[1795896000,"1"]}]}}
          """,
          """
          "Time","{Hostname=""n1"", gpu=""0""}","DCGM_FI_DEV_POWER_USAGE{gpu=""1"", job=""x,y""}","x"
          2026-11-28 21:00:00,45,61.1,1
          2026-11-28 21:00:15,,62 W,
          1795896000000,"46 °C",,5
          """,
          """
          sep=;
          Series;Time;Value
          "DCGM_FI_DEV_GPU_UTIL{Hostname=""n1"",gpu=""0""}";"2026-11-28T21:00:00+01:00";"45%"
          {gpu="0"};2026-11-28 21:00:00;45,5
          node 7;1795896000;1
          """);

  private static final String PIECES = "{}\"\\\",;=#[]:\n\r\t 0.9eE-+NaN\uFEFF\u0000\u00e4%";

  @Property(tries = 1000)
  void whateverWasDoneToAFileItIsRefusedOrEveryLineIsAccountedFor(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] file = FILES.get(random.nextInt(FILES.size())).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(6); i >= 0; i--) {
      file = changed(file, random);
    }
    Captured read;
    try {
      read = Captured.of(file, GIVEN, random.nextBoolean() ? "Europe/Berlin" : null);
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(read.accepted() + read.missing() + read.rejected() + read.expired())
        .isGreaterThanOrEqualTo(read.rows());
    boolean separatorTold = file.length > 3 && new String(file, 0, 4, UTF_8).equals("sep=");
    if (read.report().kind().equals("prometheus") && !separatorTold) {
      long above =
          read.report().skipped().stream()
              .filter(one -> !one.text().startsWith("#") || one.text().indexOf('\uFFFD') >= 0)
              .count();
      assertThat(read.rows() + read.ignored().values() + above)
          .as(new String(file, StandardCharsets.ISO_8859_1) + read.report().skipped())
          .isEqualTo(samplesOf(file));
    }
  }

  private static byte[] changed(byte[] file, Random random) {
    int at = random.nextInt(file.length + 1);
    int to = Math.min(file.length, at + random.nextInt(30));
    byte[] before = Arrays.copyOf(file, at);
    byte[] behind = Arrays.copyOfRange(file, at, file.length);
    return switch (random.nextInt(5)) {
      case 0 -> before;
      case 1 -> joined(before, Arrays.copyOfRange(file, to, file.length));
      case 2 -> joined(Arrays.copyOf(file, to), behind);
      case 3 -> joined(before, joined(new byte[] {(byte) random.nextInt(256)}, behind));
      default -> {
        int piece = random.nextInt(PIECES.length());
        byte[] put = PIECES.substring(piece, piece + 1).getBytes(StandardCharsets.UTF_8);
        yield joined(before, joined(put, behind));
      }
    };
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /** Lines that are neither blank nor remarks; what is not UTF-8 is no remark. */
  private static long samplesOf(byte[] file) {
    long samples = 0;
    int start = 0;
    for (int i = 0; i <= file.length; i++) {
      if (i == file.length || file[i] == '\n') {
        samples += isSample(Arrays.copyOfRange(file, start, i)) ? 1 : 0;
        start = i + 1;
      }
    }
    return samples;
  }

  private static boolean isSample(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.UTF_8);
    line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    line = line.startsWith("\uFEFF") ? line.substring(1) : line;
    line = line.replaceFirst("^[ \t]+", "");
    boolean utf8 = line.indexOf('\uFFFD') < 0;
    return !line.isEmpty() && (!utf8 || line.charAt(0) != '#');
  }
}
