package nexus.telemetry.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.queue.HostMessageCodec.HostMessage;

final class HostMessageCodecTest {

  private static final long T = 1_767_225_600_000L;

  private static MetricColumn one(String series, long timeMs, double value) {
    return new MetricColumn(series, new long[] {timeMs}, new double[] {value});
  }

  @Example
  void theFormIsTheOneDrawn() {
    HostMessage message =
        new HostMessage(
            T + 1,
            List.of(
                new GpuSamples(
                    new GpuId("dgx-a01", "0"),
                    new GpuFacts("GPU-0", "nvidia0", "H100", "", Map.of("pod", "train")),
                    List.of(one("A{xid=\"31\"}", T, 1), one("B", T, -0.0))),
                new GpuSamples(
                    new GpuId("dgx-a01", "1"),
                    new GpuFacts("GPU-1", "", "H100", "", Map.of()),
                    List.of(one("B", T + 250, 40.5), one("C", T, 1e15)))));

    byte[] json = HostMessageCodec.encode(message);

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            """
            {"v":4,"publishedMs":1767225600001,"host":"dgx-a01",\
            "series":["A{xid=\\"31\\"}","B","C"],"all":{"model":"H100"},"t":1767225600000,"gpus":[\
            {"gpu":"0","uuid":"GPU-0","device":"nvidia0","labels":{"pod":"train"},\
            "x":[1,-0.0,null]},\
            {"gpu":"1","uuid":"GPU-1","t":[null,1767225600250,1767225600000],\
            "x":[null,40.5,1.0E15]}]}\
            """);
    assertThat(HostMessageCodec.decode(json)).isEqualTo(message);
  }

  @Property(tries = 200)
  void everyMessageComesBackExactly(@ForAll("values") List<Double> values) {
    List<GpuSamples> gpus = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      List<MetricColumn> columns = new ArrayList<>();
      for (int column = 0; column <= i % 3; column++) {
        columns.add(one("M" + column, T + (i % 2) * (long) column, values.get(i)));
      }
      Map<String, String> labels = values.size() % 2 == 0 ? Map.of("job", "dcgm") : Map.of();
      GpuFacts facts = new GpuFacts(i % 4 == 0 ? "" : "GPU-" + i, "", "H\"1", "5" + i, labels);
      gpus.add(new GpuSamples(new GpuId("h_1", i + ".7"), facts, columns));
    }
    HostMessage message = new HostMessage(7, gpus);

    assertThat(HostMessageCodec.decode(HostMessageCodec.encode(message))).isEqualTo(message);
  }

  @Provide
  Arbitrary<List<Double>> values() {
    return Arbitraries.oneOf(
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
            Arbitraries.integers().map(i -> i / 1000.0),
            Arbitraries.of(-0.0, 0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e15, 999999999999999.0))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Example
  void bytesThatAreNoMessageAreRefused() {
    String head = "{\"v\":4,\"publishedMs\":1,\"host\":\"h\",\"series\":[\"A\"],\"gpus\":[";
    for (String none :
        List.of(
            "",
            "{",
            "[]",
            "{\"v\":4}",
            "{\"v\":3,\"publishedMs\":1,\"host\":\"h\",\"series\":[],\"gpus\":[]}",
            head + "]}",
            head + "{\"gpu\":\"0\",\"t\":1,\"x\":[]}]}",
            head + "{\"gpu\":\"0\",\"t\":1,\"x\":[null]}]}",
            head + "{\"gpu\":\"0\",\"t\":[null],\"x\":[1]}]}",
            head + "{\"gpu\":\"0\",\"t\":-1,\"x\":[1]}]}",
            head + "{\"gpu\":\"0\",\"t\":1,\"x\":[1e999]}]}",
            head + "{\"gpu\":\"/\",\"t\":1,\"x\":[1]}]}",
            head + "{\"t\":1,\"x\":[1]}]}",
            head + "{\"gpu\":\"0\",\"t\":1,\"x\":[1],\"y\":1}]}",
            head + "{\"gpu\":\"0\",\"t\":1,\"x\":[1]},{\"gpu\":\"0\",\"t\":1,\"x\":[1]}]}",
            head.replace("[\"A\"]", "[\"B\",\"A\"]") + "{\"gpu\":\"0\",\"t\":1,\"x\":[1,1]}]}",
            head.replace("[\"A\"]", "[\"A b\"]") + "{\"gpu\":\"0\",\"t\":1,\"x\":[1]}]}",
            head + "{\"gpu\":\"0\",\"t\":1,\"x\":[1]}]} ,")) {
      assertThatThrownBy(() -> HostMessageCodec.decode(none.getBytes(UTF_8)))
          .as(none)
          .isInstanceOf(UnreadableException.class);
    }
    assertThatThrownBy(() -> HostMessageCodec.decode("{\"series\":7,\"v\":5}".getBytes(UTF_8)))
        .isInstanceOf(nexus.telemetry.model.NewerFormatException.class);
    assertThat(StoredFormat.MESSAGE.isNewer(5)).isTrue();
  }
}
