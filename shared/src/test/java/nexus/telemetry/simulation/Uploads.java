package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.simulation.Upload.Row;

/** All that clients send in one simulation, and what may be read of it. */
final class Uploads {

  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 60 * MINUTE_MS;
  private static final int SLOTS = 4;
  private static final Comparator<Upload> BY_NUMBER = Comparator.comparingInt(Upload::number);
  private static final int MOST_ROWS = 5;

  private final List<Upload> all = new ArrayList<>();

  /** Series and time → who sends it, and which value. */
  private final Map<Place, Map<Upload, Double>> senders = new TreeMap<>();

  /** Where a sample belongs. */
  record Place(GpuId gpu, long timeMs) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int gpus = gpu.compareTo(other.gpu);
      return gpus != 0 ? gpus : Long.compare(timeMs, other.timeMs);
    }
  }

  /**
   * @param retains whether times are so far apart that some are too old, and one is ahead
   */
  static Uploads of(SplittableRandom random, List<GpuId> gpus, int count, boolean retains) {
    Uploads uploads = new Uploads();
    for (int number = 0; number < count; number++) {
      uploads.add(random, gpus, number, retains);
    }
    return uploads;
  }

  private void add(SplittableRandom random, List<GpuId> gpus, int number, boolean retains) {
    Map<Place, Double> rows = new TreeMap<>();
    int wanted = 1 + random.nextInt(MOST_ROWS);
    for (int i = 0; i < wanted; i++) {
      GpuId gpu = gpus.get(random.nextInt(gpus.size()));
      rows.put(new Place(gpu, time(random, retains)), 100.5 + 10 * number + i);
    }
    List<Row> list = new ArrayList<>();
    rows.forEach((place, value) -> list.add(new Row(place.gpu(), place.timeMs(), value)));
    Upload upload = new Upload(number, list);
    all.add(upload);
    rows.forEach(
        (place, value) ->
            senders.computeIfAbsent(place, any -> new TreeMap<>(BY_NUMBER)).put(upload, value));
  }

  private static long time(SplittableRandom random, boolean retains) {
    long recent = SimulatedTime.BEGIN_MS - 25 * MINUTE_MS * (1 + random.nextInt(SLOTS));
    if (!retains) {
      return recent;
    }
    return switch (random.nextInt(4)) {
      case 0 -> recent - 46 * HOUR_MS + 6 * HOUR_MS * random.nextInt(6);
      case 1 -> SimulatedTime.BEGIN_MS + 20 * HOUR_MS;
      default -> recent;
    };
  }

  List<Upload> all() {
    return all;
  }

  /** Whether a client was told that there is such a sample. */
  boolean isPromised(Place place) {
    return senders.get(place).keySet().stream().anyMatch(Upload::isAcknowledged);
  }

  Iterable<Place> places() {
    return senders.keySet();
  }

  /** Who sent a value; empty when nobody has. */
  Optional<Upload> sender(Place place, double value) {
    return senders.getOrDefault(place, Map.of()).entrySet().stream()
        .filter(sent -> sent.getValue() == value && sent.getKey().isBegun())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Who sent a later value for the same; empty when that cannot be said. */
  Optional<Upload> corrected(Place place, Upload by) {
    return senders.get(place).keySet().stream().filter(other -> other.isAfter(by)).findFirst();
  }
}
