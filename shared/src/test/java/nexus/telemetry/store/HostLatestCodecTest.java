package nexus.telemetry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostLatestCodecTest {

  private static final long T = 1_752_845_053_000L;

  @Test
  void storedFormIsTheOneDrawn() {
    HostLatest latest =
        new HostLatest(
            "node-1",
            List.of(
                new Gpu(
                    "0",
                    "GPU-5f",
                    "nvidia0",
                    "H100 \"80GB\"",
                    List.of(new LatestSample("A", T, 97), new LatestSample("B", T, -0.0))),
                new Gpu("1", "", "", "", List.of(new LatestSample("B", T + 5, 1e15))),
                new Gpu("2", "", "", "", List.of())));

    assertThat(new String(HostLatestCodec.encode(latest), UTF_8))
        .isEqualTo(
            "{\"v\":1,\"host\":\"node-1\",\"metrics\":[\"A\",\"B\"],\"gpus\":["
                + "{\"gpu\":\"0\",\"uuid\":\"GPU-5f\",\"device\":\"nvidia0\","
                + "\"model\":\"H100 \\\"80GB\\\"\",\"t\":1752845053000,\"x\":[97,-0.0]},"
                + "{\"gpu\":\"1\",\"uuid\":\"\",\"device\":\"\",\"model\":\"\","
                + "\"t\":1752845053005,\"x\":[null,1.0E15]},"
                + "{\"gpu\":\"2\",\"uuid\":\"\",\"device\":\"\",\"model\":\"\","
                + "\"t\":[null,null],\"x\":[null,null]}]}");
  }

  @Property(tries = 300)
  void everyHostReadsBackBitForBit(@ForAll("hosts") HostLatest latest) {
    HostLatest back = HostLatestCodec.decode(HostLatestCodec.encode(latest));

    assertThat(back).isEqualTo(latest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[1]",
        "{\"v\":1",
        "{\"v\":1,\"host\":\"h\",\"metrics\":[],\"gpus\":[]} x",
        "{\"v\":0,\"host\":\"h\",\"metrics\":[],\"gpus\":[]}",
        "{\"v\":1,\"host\":7,\"metrics\":[],\"gpus\":[]}",
        "{\"v\":1,\"host\":\"h\",\"metrics\":[\"B\",\"A\"],\"gpus\":[]}",
        "{\"v\":1,\"host\":\"h\",\"metrics\":[\"A\"],\"gpus\":[{\"gpu\":\"0\"}]}",
        "{\"v\":1,\"host\":\"h\",\"metrics\":[\"A\"],\"gpus\":[{\"gpu\":\"0\",\"uuid\":\"\","
            + "\"device\":\"\",\"model\":\"\",\"t\":[1],\"x\":[1,2]}]}",
        "{\"v\":1,\"host\":\"h\",\"metrics\":[\"A\"],\"gpus\":[{\"gpu\":\"0\",\"uuid\":\"\","
            + "\"device\":\"\",\"model\":\"\",\"t\":[null],\"x\":[1]}]}",
        "{\"v\":1,\"host\":\"h\",\"metrics\":[\"A\"],\"gpus\":[{\"gpu\":\"0\",\"uuid\":\"\","
            + "\"device\":\"\",\"model\":\"\",\"t\":1,\"x\":[1e999]}]}"
      })
  void aValueThatIsNoneIsCorrupt(String json) {
    assertThatThrownBy(() -> HostLatestCodec.decode(json.getBytes(UTF_8)))
        .satisfies(unreadable(Kind.VALUE));
  }

  @Test
  void aFieldOfANewerWriterIsSkipped() {
    String json = "{\"v\":1,\"host\":\"h\",\"extra\":{\"a\":[1]},\"metrics\":[],\"gpus\":[]}";

    assertThat(HostLatestCodec.decode(json.getBytes(UTF_8)))
        .isEqualTo(new HostLatest("h", List.of()));
  }

  @Test
  void whatJsonCannotHoldIsNotWritten() {
    HostLatest latest =
        new HostLatest(
            "h", List.of(new Gpu("0", "", "", "", List.of(new LatestSample("A", T, Double.NaN)))));

    assertThatThrownBy(() -> HostLatestCodec.encode(latest))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<HostLatest> hosts() {
    return gpu()
        .list()
        .ofMaxSize(5)
        .map(
            gpus -> {
              List<Gpu> indexed = new ArrayList<>();
              for (Gpu gpu : gpus) {
                indexed.add(
                    new Gpu(
                        Integer.toString(indexed.size()),
                        gpu.uuid(),
                        gpu.device(),
                        gpu.model(),
                        gpu.samples()));
              }
              return new HostLatest("host", indexed);
            });
  }

  private static Arbitrary<Gpu> gpu() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(8).all().filter(s -> wellFormed(s));
    Arbitrary<Double> value =
        Arbitraries.longs().map(Double::longBitsToDouble).filter(d -> Double.isFinite(d));
    Arbitrary<Double> plain = Arbitraries.doubles().between(-1000, 1000).ofScale(2);
    Arbitrary<Map<String, LatestSample>> samples =
        Arbitraries.maps(
                Arbitraries.of("A", "B", "C", "D"),
                Combinators.combine(
                        Arbitraries.of(T, T + 1, 0L),
                        Arbitraries.oneOf(value, plain, Arbitraries.of(0.0, -0.0, 97.0)))
                    .as((time, x) -> new LatestSample("", time, x)))
            .ofMaxSize(4);
    return Combinators.combine(text, text, text, samples)
        .as((uuid, device, model, map) -> new Gpu("0", uuid, device, model, named(map)));
  }

  private static List<LatestSample> named(Map<String, LatestSample> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(e -> new LatestSample(e.getKey(), e.getValue().timeMs(), e.getValue().value()))
            .toList();
  }

  private static boolean wellFormed(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
