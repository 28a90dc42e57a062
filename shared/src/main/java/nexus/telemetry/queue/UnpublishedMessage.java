package nexus.telemetry.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.queue.MessageCodec.Message;

/**
 * A message that is written, and not yet published.
 *
 * @param host whose samples it carries
 * @param gpu whose of the host; empty where they are those of several
 * @param firstMs its earliest sample, epoch milliseconds
 * @param part number of the part, of the samples of that GPU or host in the chunk
 * @param json its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record UnpublishedMessage(
    String host, Optional<GpuId> gpu, long firstMs, int part, byte[] json) {

  /** A message of one GPU. */
  public UnpublishedMessage(GpuId gpu, long firstMs, int part, byte[] json) {
    this(gpu.host(), Optional.of(gpu), firstMs, part, json);
  }

  /** The same with other bytes. */
  public UnpublishedMessage with(byte[] bytes) {
    return new UnpublishedMessage(host, gpu, firstMs, part, bytes);
  }

  /** Largest message, in bytes. */
  static final int MAX_BYTES = 256 << 10;

  /** Most block spans that one message covers. */
  static final int WINDOW_SPANS = 24;

  /**
   * The messages that carry {@code samples}, in the order in which they must be applied.
   *
   * <p>Each has at most {@value #MAX_BYTES} bytes, and lies within one aligned window of {@value
   * #WINDOW_SPANS} block spans, so that it never touches more blocks than one commit can write.
   * Samples of one metric and time stay in arrival order over the parts.
   *
   * @param blockSpanMs span of a block, milliseconds
   * @param version the messages' version
   */
  static List<UnpublishedMessage> cut(
      GpuSamples samples, long publishedMs, long blockSpanMs, int version) {
    Cutter cutter = new Cutter(publishedMs, WINDOW_SPANS * blockSpanMs, version);
    cutter.cutWindows(samples);
    return cutter.parts;
  }

  /** Cuts the samples of one GPU. */
  private static final class Cutter {

    private final long publishedMs;
    private final long windowMs;
    private final int version;
    private final List<UnpublishedMessage> parts = new ArrayList<>();

    private Cutter(long publishedMs, long windowMs, int version) {
      this.publishedMs = publishedMs;
      this.windowMs = windowMs;
      this.version = version;
    }

    /** Each window is cut from the whole, so that the work does not grow with their square. */
    private void cutWindows(GpuSamples samples) {
      long fromMs = samples.firstMs();
      while (fromMs != Long.MAX_VALUE) {
        long endMs = (Math.floorDiv(fromMs, windowMs) + 1) * windowMs;
        cutBytes(samples.between(fromMs, endMs));
        fromMs = samples.firstAtOrAfter(endMs);
      }
    }

    private void cutBytes(GpuSamples samples) {
      byte[] json = MessageCodec.encode(new Message(publishedMs, samples), version);
      if (json.length <= MAX_BYTES) {
        parts.add(new UnpublishedMessage(samples.gpu(), samples.firstMs(), parts.size(), json));
        return;
      }
      long first = samples.firstMs();
      long last = samples.lastMs();
      if (first < last) {
        long middle = medianTime(samples, first);
        cutBytes(samples.before(middle));
        cutBytes(samples.from(middle));
      } else if (samples.columns().size() > 1) {
        int half = samples.columns().size() / 2;
        cutBytes(samples.with(samples.columns().subList(0, half)));
        cutBytes(samples.with(samples.columns().subList(half, samples.columns().size())));
      } else {
        MetricColumn repeats = samples.columns().get(0);
        int half = repeats.size() / 2;
        cutBytes(samples.with(List.of(repeats.slice(0, half))));
        cutBytes(samples.with(List.of(repeats.slice(half, repeats.size()))));
      }
    }

    /**
     * A time that has samples on both sides: the longest column's median, or just after the first.
     */
    private static long medianTime(GpuSamples samples, long first) {
      MetricColumn longest = samples.columns().get(0);
      for (MetricColumn column : samples.columns()) {
        longest = column.size() > longest.size() ? column : longest;
      }
      return Math.max(longest.time(longest.size() / 2), first + 1);
    }
  }
}
