package nexus.telemetry.query.usage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.latest.WholeGpu;
import nexus.telemetry.usage.UsageAmounts;

/** Puts usage together: rows by time and group. */
final class UsageTable {

  /** Most rows: each takes memory. */
  private static final int MOST_ROWS = 200_000;

  private final UsageRequest request;
  private final SortedMap<Long, SortedMap<UsageGroup, Sums>> rows = new TreeMap<>();
  private int size;

  private static final class Sums {
    private final UsageAmounts amounts = new UsageAmounts();
    private final Set<GpuId> gpus = new HashSet<>();
  }

  UsageTable(UsageRequest request) {
    this.request = request;
  }

  /**
   * Adds what became of some time within a step.
   *
   * @param timeMs a time within the step, epoch milliseconds
   * @param facts what was known of the GPU then
   * @param model the product name where those do not tell it
   * @throws InvalidInputException when there are too many rows
   */
  void add(long timeMs, UsagePlace place, GpuFacts facts, String model, UsageAmounts amounts) {
    String known = WholeGpu.modelOrUnknown(facts.model().isEmpty() ? model : facts.model());
    Sums sums =
        rows.computeIfAbsent(request.row(timeMs).fromMs(), first -> new TreeMap<>())
            .computeIfAbsent(request.by().group(place.whole(), known, facts), first -> another());
    sums.amounts.add(amounts, place.share());
    sums.gpus.add(place.whole());
  }

  private Sums another() {
    if (++size > MOST_ROWS) {
      throw new InvalidInputException(
          "step", "there are more than " + MOST_ROWS + " rows: take a longer step, or less time");
    }
    return new Sums();
  }

  List<UsageRow> rows() {
    List<UsageRow> all = new ArrayList<>(size);
    for (Map.Entry<Long, SortedMap<UsageGroup, Sums>> step : rows.entrySet()) {
      step.getValue()
          .forEach(
              (group, sums) ->
                  all.add(
                      new UsageRow(
                          request.row(step.getKey()), group, sums.gpus.size(), sums.amounts)));
    }
    return all;
  }
}
