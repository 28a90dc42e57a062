package nexus.telemetry.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.newer;
import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.store.UuidPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredVersionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":7}",
        " {\"a\":{\"v\":1},\"added\":\"x\",\"host\":[[{}]],\"v\":9} ",
        "{\"v\":7,\"host\":\"h\",\"gpu\":\"0\"}",
        "{\"v\":1,\"v\":7}",
        "{\"v\":99999999999999999999999999}"
      })
  void anObjectWhoseOwnVersionIsAboveThoseKnownIsNewer(String value) {
    byte[] bytes = value.getBytes(UTF_8);

    assertThat(StoredVersion.newer(StoredFormat.MESSAGE, bytes)).isPresent();
    assertThatThrownBy(() -> DrainCounters.decode(bytes))
        .satisfies(newer(StoredFormat.DRAIN_COUNTERS));
    assertThatThrownBy(() -> IngestTotals.decode(bytes))
        .satisfies(newer(StoredFormat.INGEST_COUNTERS));
    assertThatThrownBy(() -> GpuMetadataCodec.decode(bytes))
        .satisfies(newer(StoredFormat.METADATA));
    assertThatThrownBy(() -> HostLatestCodec.decode(bytes)).satisfies(newer(StoredFormat.LATEST));
    assertThatThrownBy(() -> UuidPointer.decode(bytes)).satisfies(newer(StoredFormat.UUID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "[{\"v\":2}]",
        "{\"v\":2",
        "{\"v\":2} x",
        "{\"v\":2}{}",
        "{\"a\":{\"v\":2}}",
        "{\"v\":\"2\"}",
        "{\"v\":2.0}",
        "{\"v\":1}",
        "{\"v\":0}",
        "{\"v\":-2}",
        "{\"V\":2}"
      })
  void anythingElseThatCannotBeReadIsDamaged(String value) {
    byte[] bytes = value.getBytes(UTF_8);

    assertThat(StoredVersion.newer(StoredFormat.MESSAGE, bytes)).isEmpty();
    assertThatThrownBy(() -> DrainCounters.decode(bytes)).satisfies(unreadable(Kind.VALUE));
    assertThatThrownBy(() -> GpuMetadataCodec.decode(bytes)).satisfies(unreadable(Kind.VALUE));
    assertThatThrownBy(() -> UuidPointer.decode(bytes)).satisfies(unreadable(Kind.VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"v\":1,", "\"v\":\"x\","})
  void aKindThatHasNoVersionYetIsReadAsTheFirstWithoutOne(String version) {
    byte[] pointer = ("{" + version + "\"host\":\"h\",\"gpu\":\"0\"}").getBytes(UTF_8);

    assertThat(UuidPointer.decode(pointer).place().alias()).isEqualTo("h/0");
  }
}
