package nexus.telemetry.usage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Usage of a host's GPUs in the hours of a day.
 *
 * @param parts by GPU, hour and owner
 */
public record UsageDay(List<Part> parts) {

  private static final Comparator<Part> ORDER =
      Comparator.comparing(Part::gpu).thenComparing(Part::hour).thenComparing(Part::owner);

  /** Of a day of which nothing is kept. */
  public static final UsageDay EMPTY = new UsageDay(List.of());

  public UsageDay {
    parts = parts.stream().sorted(ORDER).toList();
  }

  /**
   * What became of a part of an hour.
   *
   * @param gpu index of the whole GPU
   * @param hour the hour of the day, 0 to 23
   * @param owner for whom it worked
   * @param amounts how much
   */
  public record Part(String gpu, int hour, UsageOwner owner, UsageAmounts amounts) {}

  /** The same with all that is in other hours, from one to another, exclusive. */
  public UsageDay with(UsageDay other, int fromHour, int toHour) {
    List<Part> all = new ArrayList<>(other.parts);
    parts.stream().filter(part -> part.hour < fromHour || part.hour >= toHour).forEach(all::add);
    return new UsageDay(all);
  }

  /** The same, the hours of a day added up as its first one. */
  public UsageDay wholeDay() {
    record Of(String gpu, UsageOwner owner) {}
    Map<Of, UsageAmounts> sums = new LinkedHashMap<>();
    for (Part part : parts) {
      sums.computeIfAbsent(new Of(part.gpu, part.owner), first -> new UsageAmounts())
          .add(part.amounts, 1);
    }
    List<Part> all = new ArrayList<>();
    sums.forEach((of, amounts) -> all.add(new Part(of.gpu, 0, of.owner, amounts)));
    return new UsageDay(all);
  }
}
