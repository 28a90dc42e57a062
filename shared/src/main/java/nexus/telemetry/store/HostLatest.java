package nexus.telemetry.store;

import java.util.Collection;
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
    gpus = List.copyOf(gpus);
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
      return samples.stream().mapToLong(LatestSample::timeMs).max().orElse(Long.MIN_VALUE);
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
   * @param samples samples of GPUs of the host, in publish order
   */
  HostLatest with(Collection<GpuSamples> samples) {
    TreeMap<String, Gpu> byIndex = new TreeMap<>();
    gpus.forEach(gpu -> byIndex.put(gpu.gpu(), gpu));
    for (GpuSamples one : samples) {
      byIndex.merge(one.gpu().gpu(), newestOf(one), HostLatest::merge);
    }
    return new HostLatest(host, List.copyOf(byIndex.values()));
  }

  /** The same with another open block of a GPU that is there. */
  HostLatest with(String index, Optional<OpenBlock> open) {
    return new HostLatest(
        host, gpus.stream().map(gpu -> gpu.gpu().equals(index) ? gpu.with(open) : gpu).toList());
  }

  /** A GPU's samples that are in no block yet. */
  public Optional<OpenBlock> open(String index) {
    return gpus.stream()
        .filter(gpu -> gpu.gpu().equals(index))
        .flatMap(gpu -> gpu.open().stream())
        .findFirst();
  }

  /** Bytes of all open blocks. */
  int openBytes() {
    return gpus.stream()
        .flatMap(gpu -> gpu.open().stream())
        .mapToInt(one -> one.bytes().length)
        .sum();
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

  /** Time of a GPU's newest sample; {@link Long#MIN_VALUE} when none is known. */
  long newestMs(GpuId id) {
    return gpus.stream()
        .filter(gpu -> gpu.gpu().equals(id.gpu()))
        .mapToLong(Gpu::newestMs)
        .max()
        .orElse(Long.MIN_VALUE);
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
    TreeMap<String, LatestSample> samples = new TreeMap<>();
    stored.samples().forEach(sample -> samples.put(sample.metric(), sample));
    for (LatestSample sample : update.samples()) {
      samples.merge(
          sample.metric(), sample, (old, now) -> now.timeMs() >= old.timeMs() ? now : old);
    }
    boolean factsAreNewer = update.newestMs() >= stored.newestMs();
    Gpu first = factsAreNewer ? update : stored;
    Gpu second = factsAreNewer ? stored : update;
    return new Gpu(
        stored.gpu(),
        known(first.uuid(), second.uuid()),
        known(first.device(), second.device()),
        known(first.model(), second.model()),
        List.copyOf(samples.values()),
        stored.open());
  }

  private static String known(String preferred, String other) {
    return preferred.isEmpty() ? other : preferred;
  }
}
