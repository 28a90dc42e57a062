package nexus.telemetry.query.usage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.usage.UsageAmounts;
import nexus.telemetry.usage.UsageOwner;

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
   * @param whole of which GPU
   * @param share how much of it, 0 to 1
   * @throws InvalidInputException when there are too many rows
   */
  void add(long timeMs, GpuId whole, UsageOwner owner, UsageAmounts amounts, double share) {
    Sums sums =
        rows.computeIfAbsent(request.row(timeMs).fromMs(), first -> new TreeMap<>())
            .computeIfAbsent(request.by().group(whole, owner), first -> another());
    sums.amounts.add(amounts, share);
    sums.gpus.add(whole);
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
