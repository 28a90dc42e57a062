package nexus.telemetry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.UnreadableException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallCodecsTest {

  @Test
  void metadataReadsBack() {
    GpuMetadata metadata =
        new GpuMetadata(
            new GpuFacts("GPU-1", "nvidia0", "H100", "535.1", Map.of("pod", "p\u00e9", "job", "j")),
            5,
            7);

    byte[] value = GpuMetadataCodec.encode(metadata);

    assertThat(GpuMetadataCodec.decode(value)).isEqualTo(metadata);
    assertThat(new String(value, UTF_8))
        .isEqualTo(
            "{\"v\":1,\"uuid\":\"GPU-1\",\"device\":\"nvidia0\",\"model\":\"H100\","
                + "\"driver\":\"535.1\",\"labels\":{\"job\":\"j\",\"pod\":\"p\u00e9\"},"
                + "\"firstSeenMs\":5,\"factsAsOfMs\":7}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"v\":1}",
        "{\"v\":0,\"firstSeenMs\":1,\"factsAsOfMs\":1}",
        "{\"v\":1,\"firstSeenMs\":1.5,\"factsAsOfMs\":1}",
        "{\"v\":1,\"uuid\":null,\"firstSeenMs\":1,\"factsAsOfMs\":1}",
        "{\"v\":1,\"firstSeenMs\":99999999999999999999,\"factsAsOfMs\":1}"
      })
  void metadataThatIsNoneIsCorrupt(String json) {
    assertThatThrownBy(() -> GpuMetadataCodec.decode(json.getBytes(UTF_8)))
        .satisfies(unreadable(Kind.VALUE));
  }

  @Test
  void pointerReadsBack() {
    GpuId gpu = new GpuId("node-1", "0");

    byte[] value = UuidPointer.moved(null, gpu).encode();

    assertThat(new String(value, UTF_8)).isEqualTo("{\"host\":\"node-1\",\"gpu\":\"0\"}");
    assertThat(UuidPointer.decode(value)).isEqualTo(new UuidPointer(gpu, List.of()));
  }

  @Test
  void pointerKeepsThePlacesThatAGpuHasLeft() {
    GpuId first = new GpuId("a", "0");
    GpuId second = new GpuId("b", "0");
    UuidPointer moved = UuidPointer.moved(UuidPointer.moved(null, first), second);

    assertThat(UuidPointer.decode(moved.encode()))
        .isEqualTo(new UuidPointer(second, List.of(first)));
    assertThat(UuidPointer.moved(moved, first)).isEqualTo(new UuidPointer(first, List.of(second)));
    UuidPointer many = moved;
    for (int i = 0; i < 100; i++) {
      many = UuidPointer.moved(many, new GpuId("c", "" + i));
    }
    assertThat(many.places()).hasSize(UuidPointer.MAX_PLACES).startsWith(new GpuId("c", "99"));
  }

  @Test
  void metadataWithSetsOfFactsReadsBack() {
    GpuFacts one = new GpuFacts("GPU-1", "nvidia0", "H100", "535", Map.of("job", "dcgm"));
    GpuFacts two = new GpuFacts("GPU-2", "", "", "", Map.of());
    GpuMetadata metadata = new GpuMetadata(two, 5, 9, List.of(one, two));

    byte[] value = GpuMetadataCodec.encode(metadata);

    assertThat(new String(value, UTF_8)).startsWith("{\"v\":3,");
    assertThat(GpuMetadataCodec.decode(value)).isEqualTo(metadata);
    assertThat(metadata.of(new BlockFacts(0, new TreeMap<>(Map.of("pod", "p")))).labels())
        .isEqualTo(Map.of("job", "dcgm", "pod", "p"));
    assertThat(metadata.of(BlockFacts.UNTOLD)).isEqualTo(one);
    assertThat(new GpuMetadata(two, 5, 9).of(BlockFacts.UNTOLD)).isEqualTo(two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"host\":\"h\"}", "{\"host\":\"../h\",\"gpu\":\"0\"}", "\"h/0\""})
  void pointerThatPointsNowhereIsCorrupt(String json) {
    assertThatThrownBy(() -> UuidPointer.decode(json.getBytes(UTF_8)))
        .satisfies(unreadable(Kind.VALUE));
  }

  @Test
  void drainCountersReadBackAndAddUp() {
    DrainCounters one = new DrainCounters(1, 2, 3, 40);
    DrainCounters two = new DrainCounters(10, 20, 30, 4);

    assertThat(DrainCounters.decode(one.encode())).isEqualTo(one);
    assertThat(one.plus(two)).isEqualTo(new DrainCounters(11, 22, 33, 40));
    assertThat(one.plus(DrainCounters.ZERO)).isEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"added\":1,\"overwritten\":1,\"unchanged\":1}",
        "{\"added\":-1,\"overwritten\":1,\"unchanged\":1,\"newestMs\":1}",
        "{\"added\":\"1\",\"overwritten\":1,\"unchanged\":1,\"newestMs\":1}"
      })
  void drainCountersThatAreNoneAreCorrupt(String json) {
    assertThatThrownBy(() -> DrainCounters.decode(json.getBytes(UTF_8)))
        .satisfies(unreadable(Kind.VALUE));
  }
}
