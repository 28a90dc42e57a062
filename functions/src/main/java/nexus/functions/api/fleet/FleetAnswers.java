package nexus.functions.api.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import nexus.functions.api.GpuAnswer;
import nexus.functions.api.NumberSerializer;
import nexus.functions.api.TimeText;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.fleet.Fleet;
import nexus.telemetry.query.fleet.GpuCounts;
import nexus.telemetry.query.stats.QueueFigures;

/** What there is, as answers tell of it. Times are RFC 3339; null where there is none. */
public final class FleetAnswers {

  private FleetAnswers() {}

  /** A GPU, whose members stand beside {@code latest}, with its newest values. */
  public record GpuDetail(@JsonUnwrapped GpuAnswer gpu, List<Point> latest) {

    static GpuDetail of(Fleet.GpuDetail detail) {
      return new GpuDetail(
          GpuAnswer.of(detail.gpu()), detail.latest().stream().map(Point::of).toList());
    }
  }

  /** A sample of a GPU that is named elsewhere. */
  record Point(
      String timestamp,
      String metric,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
      @JsonSerialize(using = NumberSerializer.class) double value,
      String unit) {

    static Point of(Fleet.Point point) {
      SeriesName name = SeriesName.of(point.metric());
      return new Point(
          Timestamps.format(point.timeMs()),
          name.metric(),
          name.labels(),
          point.value(),
          Fields.unit(name.metric()));
    }
  }

  /** A host. */
  public record Host(
      String hostname,
      long gpus,
      long active,
      long idle,
      long stale,
      SortedMap<String, Long> models,
      String lastSeen,
      boolean readable) {

    static Host of(Fleet.Host host) {
      GpuCounts gpus = host.gpus();
      return new Host(
          host.name(),
          gpus.total(),
          gpus.active(),
          gpus.idle(),
          gpus.stale(),
          gpus.models(),
          TimeText.orNull(gpus.lastSeenMs()),
          host.readable());
    }
  }

  /** A cluster in a list. */
  public record Cluster(String id, long hosts, long gpus) {

    static Cluster of(Fleet.Cluster cluster) {
      return new Cluster(cluster.name(), cluster.hosts(), cluster.gpus());
    }
  }

  /** A cluster in short. */
  public record ClusterDetail(
      String id,
      long hosts,
      long gpus,
      SortedMap<String, Long> models,
      long active,
      long idle,
      long stale,
      String lastSeen,
      QueueFigures queue) {

    static ClusterDetail of(Fleet.ClusterDetail cluster) {
      GpuCounts gpus = cluster.gpus();
      return new ClusterDetail(
          cluster.name(),
          cluster.hosts(),
          gpus.total(),
          gpus.models(),
          gpus.active(),
          gpus.idle(),
          gpus.stale(),
          TimeText.orNull(gpus.lastSeenMs()),
          cluster.queue());
    }
  }
}
