package nexus.functions.api.latest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.model.Unreadable.unreadable;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static nexus.telemetry.testing.TestStore.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import nexus.functions.api.Listing;
import nexus.functions.api.format.ExportContent;
import nexus.functions.http.Request;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LatestFunctionTest {

  private final TestStore store = new TestStore();
  private final LatestFunction function = TestLatest.function(store.kv, store.keys, CLUSTER);

  @BeforeEach
  void fill() {
    store.gpu(
        new GpuId("a", "0"), facts("GPU-a", "H100"), column("A", NOW, 1), column("B", NOW, 2));
    store.gpu(new GpuId("b", "0.3"), facts("GPU-b", "A100"), column("A", NOW, 0.5));
  }

  private Object ask(long maxBytes, String... parameters) {
    return function.latest(new Request(parameters(parameters), "", () -> new byte[0], maxBytes));
  }

  private Listing<?> page(String... parameters) {
    return (Listing<?>) ask(Long.MAX_VALUE, parameters);
  }

  private String csv(String... parameters) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ((ExportContent) ask(Long.MAX_VALUE, parameters)).writeTo(bytes);
    return bytes.toString(UTF_8);
  }

  @Test
  void anEntryHasTheSampleAndWhoseItIs() throws IOException {
    assertThat(new ObjectMapper().writeValueAsString(page("host", "b")))
        .isEqualTo(
            "{\"success\":true,\"data\":[{\"timestamp\":\"2025-07-18T20:00:00Z\","
                + "\"hostname\":\"b\",\"gpu_id\":\"0.3\",\"uuid\":\"GPU-b\","
                + "\"device\":\"nvidia0\",\"modelName\":\"A100\",\"metric\":\"A\",\"value\":0.5,"
                + "\"unit\":\"\"}],\"count\":1,\"total\":1,\"cursor\":null}");
  }

  @Test
  void filtersAreWholeNames() {
    assertThat(page().total()).isEqualTo(3);
    assertThat(page("metric", "A,NONE").total()).isEqualTo(2);
    assertThat(page("model", "H100").total()).isEqualTo(2);
    assertThat(page("model", "H").total()).isZero();
    assertThatThrownBy(() -> page("host", "a/b")).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void pagesJoinToTheWhole() {
    List<Object> joined = new ArrayList<>();
    Listing<?> page = page("limit", "2");
    joined.addAll(page.data());
    String cursor = page.cursor();
    joined.addAll(page("limit", "2", "cursor", cursor).data());

    assertThat(joined).isEqualTo(page().data());
    assertThatThrownBy(() -> page("host", "a", "cursor", cursor))
        .isInstanceOf(InvalidInputException.class);
    assertThat(((Listing<?>) ask(1)).data()).hasSize(1);
  }

  @Test
  void anExportIsAllUnlessALimitSaysSo() throws IOException {
    assertThat(csv("format", "csv")).hasLineCount(4);
    assertThat(csv("format", "ndjson", "limit", "1")).hasLineCount(1);
    ExportContent page = (ExportContent) ask(Long.MAX_VALUE, "format", "csv", "limit", "1");
    assertThat(page.headers().get("Link"))
        .startsWith("<?format=csv&limit=1&cursor=")
        .endsWith(page.headers().get("X-Next-Cursor") + ">; rel=\"next\"");
  }

  @Test
  void anExportThatWouldLackAHostFails() {
    store.put(store.keys.latest(CLUSTER, "a"), "damaged");

    assertThat(page().unreadableHosts()).containsExactly("a");
    assertThat(page("host", "b").unreadableHosts()).isEmpty();
    assertThatThrownBy(() -> csv("format", "csv")).satisfies(unreadable(Kind.ANSWER));
  }
}
