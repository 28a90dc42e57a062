package nexus.telemetry.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * Answers the newest value of every metric of every GPU, by host, index and metric.
 *
 * <p>Parameters: {@code cluster}; the filters {@code host}, {@code model} and {@code metric},
 * repeated or separated by commas; {@code limit}, 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT}
 * unless given, and {@code cursor}. Throws as {@link FleetQuery} does.
 */
public final class LatestQuery {

  static final int MAX_LIMIT = 100_000;
  static final int DEFAULT_LIMIT = 1_000;

  private final FleetQuery fleet;

  public LatestQuery(FleetQuery fleet) {
    this.fleet = fleet;
  }

  /**
   * A page of values.
   *
   * @param defaultCluster the cluster where none is named; it may be empty still
   * @param maxBytes most bytes of the answer as JSON
   */
  public Listing<LatestValue> page(
      Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    return page(new QueryParameters(parameters), defaultCluster, DEFAULT_LIMIT, maxBytes);
  }

  /**
   * Values to be written: a page where {@code limit} or {@code maxBytes} says so, else all.
   *
   * @param maxBytes most bytes of what is written
   * @throws InvalidInputException as above
   * @throws UnreadableException when a host's values cannot be read, which an export cannot tell
   */
  public Export export(Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    Listing<LatestValue> page =
        page(new QueryParameters(parameters), defaultCluster, Integer.MAX_VALUE, maxBytes);
    if (!page.unreadableHosts().isEmpty()) {
      String host = page.unreadableHosts().get(0);
      throw UnreadableException.answer(
          "newest values of host " + host, "an export would lack them; ask for JSON", null);
    }
    return new Export(Optional.ofNullable(page.cursor()), sink -> write(page.data(), sink));
  }

  private Listing<LatestValue> page(
      QueryParameters given, String defaultCluster, int defaultLimit, long maxBytes) {
    String cluster = given.cluster(defaultCluster);
    Optional<String> host = FleetQuery.host(given);
    Optional<String> model = given.exact("model", FleetQuery.MAX_MODEL);
    SortedSet<String> metrics = given.names("metric", GpuQueryRequest.MAX_METRICS);
    String identity =
        String.join("\n", "latest", cluster, "" + host, "" + model, metrics.toString());
    ListPager pager = new ListPager(given, identity, MAX_LIMIT, defaultLimit, maxBytes);
    List<LatestValue> values = new ArrayList<>();
    LatestHosts latest = fleet.hosts(cluster, defaultCluster);
    for (HostLatest one : latest.hosts()) {
      if (host.isEmpty() || host.get().equals(one.host())) {
        add(one, model, metrics, values);
      }
    }
    return pager
        .page(values, LatestValue::position, LatestValue::bytes)
        .without(FleetQuery.unreadable(latest, host));
  }

  private static void add(
      HostLatest host, Optional<String> model, SortedSet<String> metrics, List<LatestValue> to) {
    for (HostLatest.Gpu gpu : host.gpus()) {
      if (model.isEmpty() || FleetQuery.isModel(model.get(), gpu.model())) {
        for (LatestSample sample : gpu.samples()) {
          if (metrics.isEmpty() || metrics.contains(sample.metric())) {
            to.add(new LatestValue(host.host(), gpu, sample));
          }
        }
      }
    }
  }

  private static void write(List<LatestValue> values, SampleSink sink) throws IOException {
    LatestValue last = null;
    for (LatestValue value : values) {
      if (last == null || !value.isOfSameGpu(last)) {
        sink.gpu(value.id(), value.facts());
      }
      last = value;
      LatestSample sample = value.sample();
      sink.sample(sample.metric(), sample.timeMs(), sample.value());
    }
  }
}
