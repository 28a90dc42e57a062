package nexus.functions.api.stats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.functions.api.Listing;
import nexus.functions.api.NumberSerializer;
import nexus.functions.api.TimeText;
import nexus.telemetry.query.latest.HostFigures;
import nexus.telemetry.query.latest.TopValue;
import nexus.telemetry.query.stats.ClusterSummary;
import nexus.telemetry.query.stats.IngestFigures;
import nexus.telemetry.query.stats.LetterFigures;
import nexus.telemetry.query.stats.QueueFigures;
import nexus.telemetry.query.stats.StoreFigures;

/**
 * A cluster's figures as {@code /clusterStats} tells them; {@link ClusterSummary} says what they
 * are. Of hosts that cannot be read the first {@value Listing#MAX_UNREADABLE} by name are told; the
 * member is left out when there are none, and so is {@code unreadableCounters}. {@code lastSeen},
 * RFC 3339, is left out where there is no sample.
 */
public record StatsAnswer(
    String cluster,
    long hosts,
    long gpus,
    SortedMap<String, Long> models,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unreadableHosts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unreadableCounters,
    @JsonInclude(JsonInclude.Include.NON_NULL) String lastSeen,
    long activeGpus,
    long idleGpus,
    long staleGpus,
    long movedGpus,
    SortedMap<String, Figures> metrics,
    List<Top> top,
    QueueFigures queue,
    DeadLetters deadLetters,
    IngestFigures ingest,
    StoreFigures store) {

  /** Figures over one metric's newest values. */
  record Figures(
      long count,
      @JsonSerialize(using = NumberSerializer.class) double avg,
      @JsonSerialize(using = NumberSerializer.class) double min,
      @JsonSerialize(using = NumberSerializer.class) double max,
      @JsonSerialize(using = NumberSerializer.class) double p50,
      @JsonSerialize(using = NumberSerializer.class) double p95) {

    static Figures of(HostFigures.Figures told) {
      return new Figures(told.count(), told.avg(), told.min(), told.max(), told.p50(), told.p95());
    }
  }

  /** One of the highest newest values. */
  record Top(
      String metric,
      String host,
      String gpu,
      String uuid,
      @JsonSerialize(using = NumberSerializer.class) double value) {

    static Top of(TopValue told) {
      return new Top(told.metric(), told.host(), told.gpu(), told.uuid(), told.value());
    }
  }

  /** What was set aside; {@code firstSeen} is RFC 3339, and left out where nothing was. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeadLetters(long count, String firstSeen, Map<String, Long> reasons) {

    static DeadLetters of(LetterFigures told) {
      return new DeadLetters(told.count(), TimeText.orNull(told.firstFailedMs()), told.reasons());
    }
  }

  /** The answer that tells a summary. */
  public static StatsAnswer of(ClusterSummary told) {
    SortedMap<String, Figures> metrics = new TreeMap<>();
    told.metrics().forEach((metric, figures) -> metrics.put(metric, Figures.of(figures)));
    return new StatsAnswer(
        told.cluster(),
        told.hosts(),
        told.gpus(),
        told.models(),
        told.unreadableHosts().stream().limit(Listing.MAX_UNREADABLE).toList(),
        told.unreadableCounters(),
        TimeText.orNull(told.newestMs()),
        told.activeGpus(),
        told.idleGpus(),
        told.staleGpus(),
        told.movedGpus(),
        metrics,
        told.top().stream().map(Top::of).toList(),
        told.queue(),
        DeadLetters.of(told.deadLetters()),
        told.ingest(),
        told.store());
  }
}
