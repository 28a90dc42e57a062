package nexus.telemetry.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.simulation.Uploads.Place;

/** A reader, who sees samples come and never go, and no value give way to an earlier one. */
final class Reads {

  private static final TimeRange ALL = new TimeRange(0, SimulatedTime.BEGIN_MS * 2);
  private static final int LONGEST_WAIT_MS = 2_000;

  private final Simulation simulation;
  private final Verdict verdict;
  private final Map<Place, Upload> seen = new HashMap<>();
  private long seenAt;
  private int rounds;

  Reads(Simulation simulation, Verdict verdict) {
    this.simulation = simulation;
    this.verdict = verdict;
    this.rounds = 2 + simulation.random().nextInt(6);
  }

  void live(Simulation.Life process) {
    while (rounds-- > 0) {
      simulation.schedule().sleep(simulation.random().nextInt(LONGEST_WAIT_MS));
      GpuId gpu = Simulation.GPUS.get(simulation.random().nextInt(Simulation.GPUS.size()));
      try {
        read(process, gpu);
      } catch (NotFoundException | GoneException e) {
        simulation.trace().say(process.name(), "is told", e.toString());
      } catch (KvException e) {
        if (e.kind() == KvException.Kind.INTERNAL) {
          throw e;
        }
      }
    }
  }

  private void read(Simulation.Life process, GpuId place) {
    SeriesQuery query =
        new SeriesQuery(process.kv(), simulation.keys(), Simulation.SPAN_MS, process.clock());
    GpuReference gpu = new GpuReference.ByPlace(place);
    Optional<SeriesRequest> next =
        Optional.of(
            SeriesRequest.samples(Simulation.CLUSTER, gpu, ALL)
                .withLimit(1 + simulation.random().nextInt(5)));
    Map<Place, Double> found = new HashMap<>();
    long revision = 0;
    while (next.isPresent()) {
      SeriesPage page = query.run(next.get());
      revision = page.revision();
      for (MetricColumn column : page.columns()) {
        for (int i = 0; i < column.size(); i++) {
          if (found.put(new Place(place, column.time(i)), column.value(i)) != null) {
            simulation.store().problem("pages show a sample twice: " + page);
          }
        }
      }
      if (!page.missing().isEmpty()) {
        simulation.store().problem("a query says that samples are missing: " + page);
      }
      next = page.nextRequest();
    }
    if (revision < seenAt) {
      simulation.store().problem("a read at " + revision + " after one at " + seenAt);
    }
    seenAt = revision;
    verdict.compare(place, seen, found);
  }
}
