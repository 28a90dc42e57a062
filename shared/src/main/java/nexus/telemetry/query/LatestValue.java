package nexus.telemetry.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.util.Map;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * The newest value of a metric of a GPU, as JSON an object of {@code timestamp}, {@code hostname},
 * {@code gpu_id}, {@code uuid}, {@code device}, {@code modelName}, {@code metric}, {@code value}
 * and {@code unit}.
 *
 * @param host host name
 * @param gpu the GPU
 * @param sample the value
 */
@JsonSerialize(using = LatestValue.Serializer.class)
public record LatestValue(String host, HostLatest.Gpu gpu, LatestSample sample) {

  String position() {
    return host + "\n" + gpu.gpu() + "\n" + sample.metric();
  }

  long bytes() {
    return AnswerSize.ofRow(
        host, gpu.gpu(), gpu.uuid(), gpu.device(), gpu.model(), sample.metric());
  }

  boolean isOfSameGpu(LatestValue other) {
    return host.equals(other.host) && gpu.gpu().equals(other.gpu.gpu());
  }

  GpuId id() {
    return new GpuId(host, gpu.gpu());
  }

  /** What newest values tell of a GPU; of an instance, also its number. */
  GpuFacts facts() {
    String instance = GpuId.instance(gpu.gpu());
    Map<String, String> labels = instance.isEmpty() ? Map.of() : Map.of("GPU_I_ID", instance);
    return new GpuFacts(gpu.uuid(), gpu.device(), gpu.model(), "", labels);
  }

  static final class Serializer extends JsonSerializer<LatestValue> {
    @Override
    public void serialize(LatestValue value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      LatestSample sample = value.sample;
      NdjsonSamples.write(
          json, value.id(), value.facts(), sample.metric(), sample.timeMs(), sample.value());
    }
  }
}
