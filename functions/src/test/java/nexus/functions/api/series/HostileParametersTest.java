package nexus.functions.api.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.NotFoundException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes stand where parameters or a cursor are read: they are read, or refused with an
 * exception that has a status of its own. The shared library's corpus is what is damaged, and is
 * read as it is.
 */
final class HostileParametersTest {

  private static final List<Class<? extends Exception>> DOCUMENTED =
      List.of(InvalidInputException.class, NotFoundException.class, GoneException.class);

  private static final Map<String, Consumer<byte[]>> READERS =
      Map.of(
          "cursor",
          bytes -> SeriesCursor.decode(text(bytes), "query"),
          "query",
          HostileParametersTest::query);

  private static final List<byte[]> CORPUS = new ArrayList<>();

  @BeforeAll
  static void readCorpus() throws IOException, URISyntaxException {
    URI folder = HostileParametersTest.class.getResource("/hostile").toURI();
    if (folder.getScheme().equals("file")) {
      readCorpus(Path.of(folder));
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
      readCorpus(jar.getPath("/hostile"));
    }
  }

  private static void readCorpus(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        CORPUS.add(Files.readAllBytes(file));
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** The bytes as parameters of a query: {@code name=value&…}. */
  private static void query(byte[] bytes) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH.plusSeconds(1_767_225_600));
    Map<String, List<String>> parameters =
        Arrays.stream(text(bytes).split("&", -1))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0],
                    pair -> List.of(pair.length == 2 ? pair[1] : ""),
                    (one, other) -> Stream.of(one, other).flatMap(List::stream).toList()));
    Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
    Ask.series(new InMemoryKv(clock), keys, 3_600_000, clock, parameters, Long.MAX_VALUE);
  }

  private static void readWithAll(byte[] bytes) {
    READERS.forEach(
        (name, reader) -> {
          try {
            reader.accept(bytes);
          } catch (RuntimeException e) {
            assertThat(e)
                .as("%s of %s", name, new String(bytes, ISO_8859_1))
                .isInstanceOfAny(DOCUMENTED.toArray(Class[]::new));
          }
        });
  }

  @Test
  void theCorpusIsReadOrRefused() {
    assertThat(CORPUS).isNotEmpty();
    CORPUS.forEach(HostileParametersTest::readWithAll);
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      readWithAll(bytes);
    }
  }

  @Test
  void damagedBytesAreReadOrRefused() {
    Random random = new Random(2);
    for (int i = 0; i < 1_000; i++) {
      readWithAll(damaged(CORPUS.get(random.nextInt(CORPUS.size())), random));
    }
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
