package nexus.bench.jmh;

import java.util.List;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.MessageCodec.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Messages of 248 GPUs × 10 metrics, to JSON and back. */
public class MessageBenchmark extends Defaults {

  private static final int SCRAPE_SAMPLES = 2_480;
  private static final int CHUNK_SAMPLES = 24 * SCRAPE_SAMPLES;

  /** Every GPU's message and its JSON. */
  abstract static class Messages {

    private final List<Message> messages;
    private final List<byte[]> json;

    Messages(int scrapes) {
      String count = Integer.toString(scrapes);
      messages =
          GeneratedTelemetry.samples("--scrapes", count).stream()
              .map(samples -> new Message(samples.lastMs(), samples))
              .toList();
      json = messages.stream().map(MessageCodec::encode).toList();
    }

    void encode(Blackhole results) {
      for (Message message : messages) {
        results.consume(MessageCodec.encode(message));
      }
    }

    void decode(Blackhole results) {
      for (byte[] message : json) {
        results.consume(MessageCodec.decode(message));
      }
    }
  }

  /** What a file's chunk becomes: 24 scrapes a message. */
  @State(Scope.Benchmark)
  public static class OfChunk extends Messages {
    public OfChunk() {
      super(24);
    }
  }

  /** What a live scrape becomes: one scrape a message. */
  @State(Scope.Benchmark)
  public static class OfScrape extends Messages {
    public OfScrape() {
      super(1);
    }
  }

  /** Writes messages of 240 samples. */
  @Benchmark
  @OperationsPerInvocation(CHUNK_SAMPLES)
  @Counts("samples")
  public void encodeChunk(OfChunk messages, Blackhole results) {
    messages.encode(results);
  }

  /** Reads messages of 240 samples. */
  @Benchmark
  @OperationsPerInvocation(CHUNK_SAMPLES)
  @Counts("samples")
  public void decodeChunk(OfChunk messages, Blackhole results) {
    messages.decode(results);
  }

  /** Writes messages of 10 samples. */
  @Benchmark
  @OperationsPerInvocation(SCRAPE_SAMPLES)
  @Counts("samples")
  public void encodeScrape(OfScrape messages, Blackhole results) {
    messages.encode(results);
  }

  /** Reads messages of 10 samples. */
  @Benchmark
  @OperationsPerInvocation(SCRAPE_SAMPLES)
  @Counts("samples")
  public void decodeScrape(OfScrape messages, Blackhole results) {
    messages.decode(results);
  }
}
