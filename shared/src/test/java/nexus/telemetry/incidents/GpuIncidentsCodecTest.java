package nexus.telemetry.incidents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.newer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuIncidentsCodecTest {

  private static final String STORED =
      "{\"v\":1,\"runs\":[{\"rule\":\"xid\",\"code\":79,\"span\":3600000,\"length\":3600000,"
          + "\"from\":3700000,\"to\":3900000,\"lastFrom\":3800000,\"atStart\":true,\"atEnd\":true,"
          + "\"count\":2,\"first\":79,\"last\":79,\"uuid\":\"GPU-1\",\"namespace\":\"ml\","
          + "\"pod\":\"p\",\"before\":[[3690000,0]],\"after\":[[3900000,79]]},"
          + "{\"rule\":\"hot\",\"span\":7200000,\"length\":3600000,\"from\":7300000,"
          + "\"to\":7400000,\"count\":1,\"first\":90.5,\"last\":91,\"before\":[],\"after\":[]}]}";

  private static final GpuIncidents INCIDENTS =
      new GpuIncidents(
          List.of(
              new Run(
                  "xid",
                  79,
                  3_600_000,
                  3_600_000,
                  3_700_000,
                  3_900_000,
                  3_800_000,
                  true,
                  true,
                  2,
                  79,
                  79,
                  new Whose("GPU-1", "ml", "p"),
                  List.of(new Sample(3_690_000, 0)),
                  List.of(new Sample(3_900_000, 79))),
              new Run(
                  "hot",
                  0,
                  7_200_000,
                  3_600_000,
                  7_300_000,
                  7_400_000,
                  7_300_000,
                  false,
                  false,
                  1,
                  90.5,
                  91,
                  Whose.UNKNOWN,
                  List.of(),
                  List.of())));

  @Test
  void theStoredFormIsPinnedByteForByte() {
    assertThat(new String(GpuIncidentsCodec.encode(INCIDENTS), UTF_8)).isEqualTo(STORED);
    assertThat(GpuIncidentsCodec.decode(STORED.getBytes(UTF_8))).isEqualTo(INCIDENTS);
  }

  @Test
  void aNewerVersionIsNewerAndFieldsThatAreNotKnownAreSkipped() {
    byte[] newer = STORED.replace("\"v\":1", "\"v\":2").getBytes(UTF_8);
    assertThatThrownBy(() -> GpuIncidentsCodec.decode(newer))
        .satisfies(newer(StoredFormat.INCIDENTS));
    byte[] more = STORED.replace("\"v\":1", "\"v\":1,\"x\":{}").getBytes(UTF_8);
    assertThat(GpuIncidentsCodec.decode(more)).isEqualTo(INCIDENTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{}",
        "{\"v\":1}",
        "[]",
        "{\"v\":1,\"runs\":[{}]}",
        "{\"v\":1,\"runs\":7}",
        "{\"v\":1,\"runs\":[{\"rule\":\"a\",\"span\":-1}]}",
        "{\"runs\":[]}"
      })
  void anythingElseIsUnreadable(String value) {
    assertThatThrownBy(() -> GpuIncidentsCodec.decode(value.getBytes(UTF_8)))
        .isInstanceOf(UnreadableException.class);
  }
}
