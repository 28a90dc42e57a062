package nexus.telemetry.queue;

import static nexus.telemetry.model.Unreadable.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.queue.MessageCodec.Message;

final class MessageCodecTest {

  private static final GpuFacts FACTS =
      new GpuFacts("GPU-1", "nvidia0", "NVIDIA \"H100\"", "535.129.03", Map.of("pod", "träin-0"));

  @Example
  void messageIsTheJsonThatItsJavadocDraws() {
    long[] times = {1767225600000L, 1767225615000L};
    Message message =
        new Message(
            1767225601000L,
            new GpuSamples(
                new GpuId("dgx-a01", "0"),
                new GpuFacts("GPU-1", "nvidia0", "", "", Map.of()),
                List.of(
                    new MetricColumn("POWER", times, new double[] {123.307, -0.0}),
                    new MetricColumn("UTIL", times, new double[] {97, 1e300}))));

    assertThat(new String(MessageCodec.encode(message), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"v":1,"publishedMs":1767225601000,"host":"dgx-a01","gpu":"0","uuid":"GPU-1",\
            "device":"nvidia0","times":[[1767225600000,15000]],"series":[\
            {"metric":"POWER","t":0,"values":[123.307,-0.0]},\
            {"metric":"UTIL","t":0,"values":[97,1.0E300]}]}\
            """);
  }

  @Property(tries = 300)
  void everyMessageComesBackExactly(@ForAll("samples") GpuSamples samples) {
    Message message = new Message(7, samples);

    assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
  }

  @Provide
  Arbitrary<GpuSamples> samples() {
    Arbitrary<Long> times = Arbitraries.longs().between(0, 9_999_999_999_999L);
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
            Arbitraries.integers().map(i -> i / 1000.0),
            Arbitraries.of(-0.0, 0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e15, 999999999999999.0));
    Arbitrary<MetricColumn> columns =
        Combinators.combine(times.list().ofMinSize(1).ofMaxSize(20), values.list().ofSize(20))
            .as(MessageCodecTest::column);
    return columns.list().ofMinSize(1).ofMaxSize(5).map(MessageCodecTest::named);
  }

  private static MetricColumn column(List<Long> times, List<Double> values) {
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    double[] some = values.stream().limit(sorted.length).mapToDouble(Double::doubleValue).toArray();
    return new MetricColumn("M", sorted, some);
  }

  private static GpuSamples named(List<MetricColumn> columns) {
    List<MetricColumn> named = new ArrayList<>();
    for (MetricColumn column : columns) {
      named.add(new MetricColumn("M" + named.size(), column.times(), column.values()));
    }
    return new GpuSamples(new GpuId("host_1", "0.3"), FACTS, named);
  }

  @Example
  void bytesThatAreNoMessageAreRefusedWithTheReason() {
    Map<String, String> refused =
        Map.ofEntries(
            Map.entry("", "message"),
            Map.entry("{", "not JSON"),
            Map.entry("[]", "message is not"),
            Map.entry("{\"v\":0}", "unknown message version 0"),
            Map.entry("{\"host\":\"h\"}", "no message version"),
            Map.entry("{\"v\":1,\"x\":1}", "unknown field x"),
            Map.entry("{\"v\":1}", "no series"),
            Map.entry(
                with("\"h\"", "[[5]]", "{\"metric\":\"M\",\"t\":1,\"values\":[1]}"), "no times"),
            Map.entry(
                with("\"h\"", "[[5]]", "{\"metric\":\"M\",\"t\":0,\"values\":[1,2]}"), "2 values"),
            Map.entry(
                with("\"h\"", "[[5,-1]]", "{\"metric\":\"M\",\"t\":0,\"values\":[1,2]}"), "ascend"),
            Map.entry(
                with("\"h\"", "[[5]]", "{\"metric\":\"M\",\"t\":0,\"values\":[1e999]}"), "finite"),
            Map.entry(
                with("\"h\"", "[[5]]", "{\"metric\":\"M\",\"t\":0,\"values\":[\"1\"]}"), "number"),
            Map.entry(
                with("\"../h\"", "[[5]]", "{\"metric\":\"M\",\"t\":0,\"values\":[1]}"), "host"),
            Map.entry(
                with("\"h\"", "[[99999999999999]]", "{\"metric\":\"M\",\"t\":0,\"values\":[1]}"),
                "ascend"),
            Map.entry(
                with("\"h\"", "[[5]]", "{\"metric\":\"a/b\",\"t\":0,\"values\":[1]}"), "metric"));
    refused.forEach(
        (json, reason) ->
            assertThatThrownBy(() -> MessageCodec.decode(json.getBytes(StandardCharsets.UTF_8)))
                .as(json)
                .satisfies(unreadable(Kind.MESSAGE))
                .hasMessageContaining(reason));
  }

  private static String with(String host, String times, String series) {
    return "{\"v\":1,\"host\":%s,\"gpu\":\"0\",\"times\":%s,\"series\":[%s]}"
        .formatted(host, times, series);
  }

  @Property(tries = 500)
  void damagedBytesAreRefusedOrStillAMessage(
      @ForAll("samples") GpuSamples samples, @ForAll int where, @ForAll byte what) {
    byte[] json = MessageCodec.encode(new Message(7, samples));
    byte[] damaged = Arrays.copyOf(json, json.length);
    damaged[Math.floorMod(where, damaged.length)] = what;
    try {
      assertThat(MessageCodec.decode(damaged).samples().size()).isPositive();
    } catch (UnreadableException e) {
      assertThat(e.kind()).isEqualTo(Kind.MESSAGE);
      assertThat(e).hasMessageNotContaining("null pointer");
    } catch (NewerFormatException e) {
      // The byte stands where the version does, and is a digit.
      assertThat(e.format()).isEqualTo(StoredFormat.MESSAGE);
    }
  }
}
