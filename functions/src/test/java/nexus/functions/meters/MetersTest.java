package nexus.functions.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.Test;

final class MetersTest {

  private final Meters meters =
      new Meters("1.2", new DrainVitals(), new ScrapeVitals(), new Supervisor(reason -> {}));

  private String text() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, meters.read());
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsKeptBeforeItIsBegun() throws IOException {
    meters.called("range", null, 1);
    meters.answered("/queryGpu", "GET", 200, 1);

    assertThat(meters.isBegun()).isFalse();
    assertThat(text()).isEmpty();
  }

  @Test
  void callsAndRequestsAreCountedByWhatCameOfThem() throws IOException {
    meters.begin("rack-7");
    meters.called("range", null, 700_000);
    meters.called("txn", new KvException(KvException.Kind.TIMEOUT, "t", null), 1);
    meters.called("txn", new IllegalStateException(), 1);
    meters.answered("/api/v1/gpus/{id}/telemetry", "GET", 404, 3_000_000);

    assertThat(text())
        .contains(
            "nexus_etcd_request_seconds_bucket{operation=\"range\",result=\"ok\",le=\"5.0E-4\"} 0",
            "nexus_etcd_request_seconds_bucket{operation=\"range\",result=\"ok\",le=\"0.001\"} 1",
            "nexus_etcd_request_seconds_count{operation=\"txn\",result=\"timeout\"} 1",
            "nexus_etcd_request_seconds_count{operation=\"txn\",result=\"internal\"} 1",
            "nexus_http_request_seconds_count{method=\"GET\","
                + "path=\"/api/v1/gpus/{id}/telemetry\",status=\"404\"} 1",
            "nexus_queue_delivery_seconds_count 0",
            "nexus_build_info{java=",
            "version=\"1.2\"} 1",
            "nexus_collector_info{collector=\"rack-7\"} 1",
            "jvm_memory_used_bytes{",
            "process_uptime_seconds ");
  }
}
