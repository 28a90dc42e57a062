package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.usage.UsageAmounts;
import nexus.telemetry.usage.UsageDay;
import nexus.telemetry.usage.UsageHours;
import nexus.telemetry.usage.UsageOwner;

/** Works out usage of hours of a day, to be kept. */
public final class UsageWriter {

  private final UsageReader reader;

  public UsageWriter(UsageReader reader) {
    this.reader = reader;
  }

  /**
   * What became of some hours of a day.
   *
   * @param places all of a host
   * @param hours whole hours of one day
   */
  public UsageDay measure(List<UsagePlace> places, TimeRange hours) {
    List<UsagePlace> there = places.stream().filter(one -> one.endMs() > hours.fromMs()).toList();
    List<UsageReader.Begun> begun =
        there.stream().map(one -> reader.begin(one.id(), one.open(), hours)).toList();
    List<UsageDay.Part> parts = new ArrayList<>();
    for (int i = 0; i < there.size(); i++) {
      add(there.get(i), hours, begun.get(i).finish(), parts);
    }
    return new UsageDay(parts);
  }

  private static void add(
      UsagePlace place, TimeRange hours, UsageReader.Measured measured, List<UsageDay.Part> to) {
    long firstMs = Math.max(hours.fromMs(), measured.firstMs());
    long endMs = Math.min(hours.toMs(), place.endMs());
    for (long hour = hours.fromMs(); hour < endMs; hour += UsageHours.HOUR_MS) {
      long fromMs = Math.max(hour, firstMs);
      long toMs = Math.min(hour + UsageHours.HOUR_MS, endMs);
      int number = UsageHours.numberOf(hour);
      if (fromMs < toMs) {
        measured
            .meter()
            .measure(
                new TimeRange(fromMs, toMs),
                (facts, amounts) -> {
                  UsageAmounts share = new UsageAmounts();
                  share.add(amounts, place.share());
                  to.add(
                      new UsageDay.Part(
                          place.whole().gpu(), number, UsageOwner.of(facts, place.model()), share));
                });
      }
    }
  }
}
