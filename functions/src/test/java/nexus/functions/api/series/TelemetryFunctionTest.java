package nexus.functions.api.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.unreadable;
import static nexus.telemetry.testing.TestStore.CLOCK;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.SPAN;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static nexus.telemetry.testing.TestStore.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.functions.api.format.ExportContent;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.query.AmbiguousGpuException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class TelemetryFunctionTest {

  private static final GpuId GPU = new GpuId("h", "0");

  private final TestStore store = new TestStore();
  private final TelemetryFunction function =
      Ask.telemetry(store.kv, store.keys, SPAN, CLOCK, CLUSTER);

  private TelemetryAnswer page(String... parameters) {
    return (TelemetryAnswer) ask(parameters(parameters));
  }

  private Object ask(Map<String, List<String>> parameters) {
    return parameters.containsKey("id")
        ? function.ofId(Ask.request(parameters))
        : function.ofPlace(Ask.request(parameters));
  }

  private String csv(String... parameters) throws IOException {
    Map<String, List<String>> asked = parameters(parameters);
    asked.put("format", List.of("csv"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ((ExportContent) ask(asked)).writeTo(bytes);
    return bytes.toString(UTF_8);
  }

  @Test
  void aGpuIsFoundByEveryOneOfItsNames() {
    store.gpu(GPU, facts("GPU-1", "H100"), column("A", 1, 1));
    store.gpu(new GpuId("h", "gpu:x"), facts("", ""), column("A", 1, 1));
    store.gpu(new GpuId("a:b", "7"), facts("", ""), column("A", 1, 1));

    assertThat(List.of("GPU-1", "h:0", "h/0", "0"))
        .allSatisfy(id -> assertThat(page("id", id).gpu().id()).isEqualTo("GPU-1"));
    assertThat(page("id", "a:b:7").gpu().id()).isEqualTo("a:b:7");
    assertThat(page("id", "7").gpu().hostname()).isEqualTo("a:b");
    assertThat(page("host", "h", "gpu", "gpu:x").gpu().gpu()).isEqualTo("gpu:x");
  }

  @Test
  void partsOfNamesNameNothing() {
    store.gpu(GPU, facts("GPU-1", "H100"), column("A", 1, 1));

    for (String id : List.of("GPU-", "GPU", "h:00", "h", "hh:0", "1", "gpu-1")) {
      assertThatThrownBy(() -> page("id", id)).as(id).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void anIndexOfSeveralHostsIsToldWithThem() {
    store.gpu(GPU, facts("GPU-1", "H100"), column("A", 1, 1));
    store.gpu(new GpuId("g", "0"), facts("", ""), column("A", 1, 1));

    assertThatThrownBy(() -> page("id", "0"))
        .isInstanceOfSatisfying(
            AmbiguousGpuException.class,
            e -> assertThat(e.candidates()).containsExactly("g:0", "h:0"));
  }

  @Test
  void pagesOfSamplesJoinToTheWhole() {
    store.gpu(
        GPU, facts("GPU-1", "H100"), column("A", 1, 1, 2, 2, SPAN, 3), column("B", 1, 4, SPAN, 5));
    StringBuilder joined = new StringBuilder();
    String cursor = null;
    do {
      TelemetryAnswer page =
          cursor == null
              ? page("id", "h:0", "start_time", "0", "limit", "2")
              : page("id", "h:0", "start_time", "0", "limit", "2", "cursor", cursor);
      assertThat(page.count()).isLessThanOrEqualTo(2);
      page.data().forEach(joined::append);
      cursor = page.cursor();
    } while (cursor != null);

    assertThat(joined).hasToString("A[1]=[1.0]B[1]=[4.0]A[2, 3600000]=[2.0, 3.0]B[3600000]=[5.0]");
  }

  @Test
  void anExportFailsWhereSamplesMayBeMissing() throws IOException {
    store.gpu(GPU, facts("GPU-1", "H100"), column("A", 1, 1, SPAN, 2, 2 * SPAN, 3));
    assertThat(csv("id", "h:0", "start_time", "0")).contains("A").hasLineCount(4);
    store.put(store.keys.block(CLUSTER, GPU, SPAN), "damaged");

    assertThatThrownBy(() -> csv("id", "h:0", "start_time", "0"))
        .satisfies(unreadable(Kind.ANSWER))
        .hasMessageContaining("1970-01-01T01:00:00Z");
    assertThat(csv("id", "h:0", "start_time", "0", "end_time", "1970-01-01T00:59:00Z"))
        .hasLineCount(2);
    assertThat(page("id", "h:0", "start_time", "0").missing()).hasSize(1);
  }
}
