package nexus.telemetry.csv.gpus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;

/**
 * Finds UUIDs that rows say of one place at one time: these are of two GPUs, or two MIG instances,
 * whatever their index is. Each is a place of its own then.
 *
 * <pre>
 * host/0    with UUID GPU-a and GPU-b    host/GPU-a     host/GPU-b
 * host/0.3  with UUID MIG-a and MIG-b    host/0.MIG-a   host/0.MIG-b
 * </pre>
 *
 * <p>A place that one had after the other is the same place. At once are those whose times overlap:
 * said of one time, or of times less than a second apart; or one said of a time between two of the
 * other, where those are less than ten minutes apart. A UUID that was said of later times in an
 * earlier chunk was there at once, too.
 *
 * <pre>
 * scrape   1          2          3
 * GPU-a    |          |          |
 * GPU-b     |          |          |       a few milliseconds later each: at once
 *
 * GPU-a    |   |   |
 * GPU-b                 |   |   |         replaced
 * </pre>
 */
public final class UuidsAtOnce {

  private static final String MIG = "MIG-";

  /** Nobody replaces a GPU in less. */
  private static final long NEAR_MS = 1_000;

  /** Nobody replaces a GPU, and puts the one before back, in less. */
  private static final long BACK_MS = 600_000;

  private final GpuId place;
  private final Set<String> apart = new HashSet<>();

  private final Latest latestOfGpus = new Latest();
  private final Latest latestOfInstances = new Latest();

  public UuidsAtOnce(GpuId place) {
    this.place = place;
  }

  /** Looks at the samples of a chunk. True where some have another place. */
  public boolean look(List<Series> series, List<GpuFacts> facts) {
    Set<String> said = uuidsOf(facts);
    if (said.size() < 2) {
      said.forEach(uuid -> latest(uuid).add(uuid, lastMs(series)));
      return false;
    }
    NavigableMap<Long, Set<String>> byTime = new TreeMap<>();
    for (Series one : series) {
      one.each(
          (time, told) -> {
            String uuid = facts.get(told).uuid();
            if (Names.isValid(uuid)) {
              byTime.computeIfAbsent(time, fresh -> new HashSet<>(2)).add(uuid);
            }
          });
    }
    byTime.forEach(this::compare);
    Overlaps gpus = new Overlaps();
    Overlaps instances = new Overlaps();
    byTime.forEach(
        (time, uuids) ->
            uuids.forEach(uuid -> (uuid.startsWith(MIG) ? instances : gpus).add(uuid, time)));
    byTime.forEach((time, uuids) -> uuids.forEach(uuid -> latest(uuid).add(uuid, time)));
    return !apart.isEmpty();
  }

  /** Two that are said, where there are as many: rows that say none are of all of them. */
  private static Set<String> uuidsOf(List<GpuFacts> facts) {
    Set<String> two = new HashSet<>(2);
    for (int i = 0; i < facts.size() && two.size() < 2; i++) {
      String uuid = facts.get(i).uuid();
      if (!uuid.isEmpty() && !two.contains(uuid) && Names.isValid(uuid)) {
        two.add(uuid);
      }
    }
    return two;
  }

  private static long lastMs(List<Series> series) {
    long last = Long.MIN_VALUE;
    for (Series one : series) {
      last = Math.max(last, one.lastMs());
    }
    return last;
  }

  private void compare(long time, Set<String> uuids) {
    for (String uuid : uuids) {
      boolean beside = uuids.stream().anyMatch(other -> differ(uuid, other));
      if (beside || time <= latest(uuid).ofOthers(uuid)) {
        apart.add(uuid);
      }
    }
  }

  /** Finds those that come again behind others, or close behind one; told in the order of times. */
  private final class Overlaps {

    private record Said(String uuid, long time) {}

    private final Map<String, Long> last = new HashMap<>();

    /** One a UUID that is not known to be apart, and ones that are out of date, by last time. */
    private final Deque<Said> order = new ArrayDeque<>();

    private Said before;

    void add(String uuid, long time) {
      boolean same = before == null || before.uuid().equals(uuid);
      if (!same && time - before.time() < NEAR_MS) {
        apart.add(before.uuid());
        apart.add(uuid);
      }
      Long own = last.put(uuid, time);
      if (!same && own != null && time - own < BACK_MS) {
        apart.add(uuid);
        addAllSaidAfter(own);
      }
      if (!same || before == null) {
        order.addLast(new Said(uuid, time));
      }
      before = new Said(uuid, time);
    }

    private void addAllSaidAfter(long time) {
      while (!order.isEmpty() && last.get(order.peekLast().uuid()) > time) {
        apart.add(order.removeLast().uuid());
      }
    }
  }

  /** A MIG instance may be called by its own UUID and by that of its GPU. */
  private static boolean differ(String one, String other) {
    return !one.equals(other) && one.startsWith(MIG) == other.startsWith(MIG);
  }

  private Latest latest(String uuid) {
    return uuid.startsWith(MIG) ? latestOfInstances : latestOfGpus;
  }

  /** The last time that some UUID was here, of the chunks before. */
  private static final class Latest {
    private String uuid = "";
    private long time = Long.MIN_VALUE;

    /** Of all other UUIDs. */
    private long others = Long.MIN_VALUE;

    void add(String one, long at) {
      if (one.equals(uuid)) {
        time = Math.max(time, at);
      } else if (at > time) {
        others = time;
        time = at;
        uuid = one;
      } else {
        others = Math.max(others, at);
      }
    }

    long ofOthers(String one) {
      return one.equals(uuid) ? others : time;
    }
  }

  /** The place of samples of which that is said. */
  public GpuId of(GpuFacts facts) {
    String uuid = facts.uuid();
    if (!apart.contains(uuid)) {
      return place;
    } else if (uuid.startsWith(MIG)) {
      return new GpuId(place.host(), GpuId.wholeGpu(place.gpu()) + "." + uuid);
    }
    String instance = GpuId.instance(place.gpu());
    return new GpuId(place.host(), instance.isEmpty() ? uuid : uuid + "." + instance);
  }
}
