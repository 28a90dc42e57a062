package nexus.telemetry.query;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.store.UuidPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes stand where something is decoded: it is read, or refused with the exception that
 * its decoder documents. The corpus in {@code src/test/resources/hostile} is what is mutated, and
 * is decoded as it is by every decoder.
 */
class HostileBytesTest {

  private static final List<Class<? extends Exception>> DOCUMENTED =
      List.of(
          UnreadableException.class,
          NewerFormatException.class,
          InvalidInputException.class,
          UncheckedIOException.class);

  private static final Map<String, Consumer<byte[]>> DECODERS =
      Map.ofEntries(
          Map.entry("message", MessageCodec::decode),
          Map.entry("block", BlockCodec::decode),
          Map.entry("dead letter", DeadLetter::decode),
          Map.entry("ingest totals", IngestTotals::decode),
          Map.entry("drain counters", DrainCounters::decode),
          Map.entry("metadata", GpuMetadataCodec::decode),
          Map.entry("latest", HostLatestCodec::decode),
          Map.entry("uuid", UuidPointer::decode),
          Map.entry("header", bytes -> CsvHeader.parse(text(bytes))));

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static List<Path> corpus() throws IOException, URISyntaxException {
    Path folder = Path.of(HostileBytesTest.class.getResource("/hostile").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void decodeWithAll(byte[] bytes) {
    DECODERS.forEach(
        (name, decoder) -> {
          try {
            decoder.accept(bytes);
          } catch (RuntimeException e) {
            assertThat(e)
                .as("%s of %s", name, new String(bytes, ISO_8859_1))
                .isInstanceOfAny(DOCUMENTED.toArray(Class[]::new));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void theCorpusIsReadOrRefused(Path file) throws IOException {
    decodeWithAll(Files.readAllBytes(file));
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    decodeWithAll(bytes);
  }

  @Property(tries = 1_000)
  void damagedBytesAreReadOrRefused(@ForAll long seed) throws IOException, URISyntaxException {
    Random random = new Random(seed);
    List<Path> corpus = corpus();
    byte[] bytes = Files.readAllBytes(corpus.get(random.nextInt(corpus.size())));
    decodeWithAll(damaged(bytes, random));
  }

  /** Cut, doubled, or with a few bytes changed. */
  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    switch (random.nextInt(3)) {
      case 0 -> damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        damaged = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, damaged, bytes.length, bytes.length);
      }
      default -> {
        for (int i = 0; i < 4 && damaged.length > 0; i++) {
          String likely = "{}[],:\"0-9eEn.=&%";
          damaged[random.nextInt(damaged.length)] =
              random.nextBoolean()
                  ? (byte) random.nextInt(256)
                  : (byte) likely.charAt(random.nextInt(likely.length()));
        }
      }
    }
    return damaged;
  }
}
