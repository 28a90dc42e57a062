package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;

/**
 * The newest value of every metric of a host's GPUs: the value of {@code latest/{host}}, and all
 * that cluster statistics read.
 *
 * @param host host name
 * @param gpus one entry a GPU, ascending by index
 */
public record HostLatest(String host, List<Gpu> gpus) {

  public HostLatest {
    gpus = ascending(gpus);
  }

  private static List<Gpu> ascending(List<Gpu> gpus) {
    for (int i = 1; i < gpus.size(); i++) {
      if (gpus.get(i - 1).gpu().compareTo(gpus.get(i).gpu()) > 0) {
        return gpus.stream().sorted(Comparator.comparing(Gpu::gpu)).toList();
      }
    }
    return List.copyOf(gpus);
  }

  /**
   * The newest values of one GPU.
   *
   * @param gpu index on the host
   * @param uuid UUID, or empty
   * @param device device name, or empty
   * @param model product name, or empty
   * @param samples one entry a metric, ascending by metric name
   * @param open its samples that are in no block yet; empty when there are none
   */
  public record Gpu(
      String gpu,
      String uuid,
      String device,
      String model,
      List<LatestSample> samples,
      Optional<OpenBlock> open) {

    public Gpu {
      samples = List.copyOf(samples);
    }

    /** Of a GPU all of whose samples are in blocks. */
    public Gpu(String gpu, String uuid, String device, String model, List<LatestSample> samples) {
      this(gpu, uuid, device, model, samples, Optional.empty());
    }

    /** The same with another open block. */
    Gpu with(Optional<OpenBlock> another) {
      return new Gpu(gpu, uuid, device, model, samples, another);
    }

    /** Time of the newest sample; {@link Long#MIN_VALUE} when there is none. */
    public long newestMs() {
      long newest = Long.MIN_VALUE;
      for (LatestSample sample : samples) {
        newest = Math.max(newest, sample.timeMs());
      }
      return newest;
    }
  }

  /**
   * The newest sample of one metric.
   *
   * @param metric metric name
   * @param timeMs epoch milliseconds
   * @param value the value
   */
  public record LatestSample(String metric, long timeMs, double value) {}

  /**
   * These values, brought up to date. A newer sample wins; of two at one time, the later published.
   *
   * @param index index of a GPU of the host
   * @param samples its samples, in publish order
   * @param open its samples that are in no block now
   */
  HostLatest with(String index, Collection<GpuSamples> samples, Optional<OpenBlock> open) {
    int at = place(index);
    Gpu gpu = at < 0 ? null : gpus.get(at);
    for (GpuSamples one : samples) {
      gpu = gpu == null ? newestOf(one) : merge(gpu, newestOf(one));
    }
    if (gpu == null) {
      return this;
    }
    List<Gpu> all = new ArrayList<>(gpus);
    if (at < 0) {
      all.add(-at - 1, gpu.with(open));
    } else {
      all.set(at, gpu.with(open));
    }
    return new HostLatest(host, all);
  }

  /** Where the GPU of an index is; if it is not there, one less than the negative of where to. */
  private int place(String index) {
    int from = 0;
    int to = gpus.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      int order = gpus.get(middle).gpu().compareTo(index);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return -from - 1;
  }

  /** The GPU of an index, if it is there. */
  Optional<Gpu> gpu(String index) {
    int at = place(index);
    return at < 0 ? Optional.empty() : Optional.of(gpus.get(at));
  }

  /** A GPU's samples that are in no block yet. */
  public Optional<OpenBlock> open(String index) {
    return gpu(index).flatMap(Gpu::open);
  }

  /**
   * The same, whose open blocks were all read.
   *
   * @throws nexus.telemetry.model.UnreadableException when one of them cannot be
   */
  HostLatest checked() {
    gpus.forEach(gpu -> gpu.open().ifPresent(OpenBlock::block));
    return this;
  }

  /** Time of the newest sample of all; {@link Long#MIN_VALUE} when none is known. */
  public long newestMs() {
    long newest = Long.MIN_VALUE;
    for (Gpu gpu : gpus) {
      newest = Math.max(newest, gpu.newestMs());
    }
    return newest;
  }

  /** Time of a GPU's newest sample; {@link Long#MIN_VALUE} when none is known. */
  long newestMs(GpuId id) {
    int at = place(id.gpu());
    return at < 0 ? Long.MIN_VALUE : gpus.get(at).newestMs();
  }

  private static Gpu newestOf(GpuSamples samples) {
    TreeMap<String, LatestSample> newest = new TreeMap<>();
    GpuFacts facts = samples.facts();
    for (MetricColumn column : samples.columns()) {
      int last = column.size() - 1;
      if (isOf(facts, samples.factRuns().at(column.time(last)))) {
        newest.put(
            column.metric(),
            new LatestSample(column.metric(), column.time(last), column.value(last)));
      }
    }
    return new Gpu(
        samples.gpu().gpu(),
        facts.uuid(),
        facts.device(),
        facts.model(),
        List.copyOf(newest.values()));
  }

  /** Whether samples of a time are of the GPU that is there last, as far as is known. */
  private static boolean isOf(GpuFacts last, GpuFacts then) {
    return last.uuid().isEmpty() || then.uuid().isEmpty() || last.uuid().equals(then.uuid());
  }

  private static Gpu merge(Gpu stored, Gpu update) {
    if (!stored.uuid().isEmpty()
        && !update.uuid().isEmpty()
        && !stored.uuid().equals(update.uuid())) {
      // Another GPU in the same place: what the one that has gone said last is not this one's.
      return update.newestMs() >= stored.newestMs() ? update : stored;
    }
    boolean factsAreNewer = update.newestMs() >= stored.newestMs();
    Gpu first = factsAreNewer ? update : stored;
    Gpu second = factsAreNewer ? stored : update;
    return new Gpu(
        stored.gpu(),
        known(first.uuid(), second.uuid()),
        known(first.device(), second.device()),
        known(first.model(), second.model()),
        merge(stored.samples(), update.samples()),
        stored.open());
  }

  /** Both, ascending by metric; of two of one metric the newer, or else the one of the update. */
  private static List<LatestSample> merge(List<LatestSample> stored, List<LatestSample> update) {
    List<LatestSample> both = new ArrayList<>(Math.max(stored.size(), update.size()));
    int next = 0;
    for (LatestSample now : update) {
      int order = -1;
      while (next < stored.size()
          && (order = stored.get(next).metric().compareTo(now.metric())) < 0) {
        both.add(stored.get(next++));
      }
      boolean same = next < stored.size() && order == 0;
      both.add(same && stored.get(next).timeMs() > now.timeMs() ? stored.get(next) : now);
      next += same ? 1 : 0;
    }
    both.addAll(stored.subList(next, stored.size()));
    return both;
  }

  private static String known(String preferred, String other) {
    return preferred.isEmpty() ? other : preferred;
  }
}
