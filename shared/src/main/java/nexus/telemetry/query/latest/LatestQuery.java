package nexus.telemetry.query.latest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;

/** Answers the newest value of every metric of every GPU, by host, index and metric. */
public final class LatestQuery {

  private final LatestReader newest;

  public LatestQuery(LatestReader newest) {
    this.newest = newest;
  }

  /**
   * The values wanted.
   *
   * @throws NotFoundException when nothing is known of a cluster that may not be empty
   * @throws KvException when etcd fails
   */
  public LatestValues run(LatestRequest request) {
    List<LatestValue> values = new ArrayList<>();
    LatestHosts latest = newest.read(request.cluster());
    for (HostLatest host : latest.hosts(request::wantsHost)) {
      host.gpus().forEach(gpu -> add(host.host(), gpu, request, values));
    }
    TreeSet<String> unreadable = new TreeSet<>(latest.unreadable());
    unreadable.removeIf(host -> !request.wantsHost(host));
    return new LatestValues(values, unreadable);
  }

  private static void add(
      String host, HostLatest.Gpu gpu, LatestRequest request, List<LatestValue> to) {
    if (!request.wantsModel(gpu.model())) {
      return;
    }
    GpuId id = new GpuId(host, gpu.gpu());
    GpuFacts facts = facts(gpu);
    for (LatestSample sample : gpu.samples()) {
      if (request.wantsMetric(sample.metric())) {
        to.add(new LatestValue(id, facts, sample.metric(), sample.timeMs(), sample.value()));
      }
    }
  }

  private static GpuFacts facts(HostLatest.Gpu gpu) {
    String instance = GpuId.instance(gpu.gpu());
    Map<String, String> labels = instance.isEmpty() ? Map.of() : Map.of("GPU_I_ID", instance);
    return new GpuFacts(gpu.uuid(), gpu.device(), gpu.model(), "", labels);
  }
}
