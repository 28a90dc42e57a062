package nexus.local.cli;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import nexus.local.docs.FormatsPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table in docs/formats.md: the command that makes a file, with stand-ins for the
 * tools of GPUs, and the command that sends it, to the application.
 *
 * <p>Of a row that sends {@code NAME} there are, in {@code src/test/resources/formats}, the file
 * {@code NAME}, as the tool would print it, and {@code NAME.expected}: what the command line
 * answers, the GPUs that are then there, and all their samples.
 */
@Timeout(120)
class FormatsPageIT {

  private static final Path CASES = Path.of("src/test/resources/formats").toAbsolutePath();
  private static final String SINCE = "2026-01-01T00:00:00Z";
  private static final String EXPECTED = ".expected";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static RunningApplication application;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    application = RunningApplication.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  static List<FormatsPage.Row> rows() throws IOException {
    return FormatsPage.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatARowMakesIsTakenAsItSaysAndCanBeAskedFor(FormatsPage.Row row)
      throws IOException, InterruptedException {
    Path expected = CASES.resolve(capture(row) + EXPECTED);
    assertThat(expected).as("what becomes of the file of the row '%s'", row.it()).exists();
    Path here = Files.createDirectory(folder.resolve(cluster(row)));
    make(row, here);

    assertThat(send(row, here)).isEqualTo(Files.readString(expected));
  }

  @Test
  void everyCaptureIsOfARow() throws IOException {
    List<String> captures = rows().stream().map(FormatsPageIT::capture).distinct().toList();
    try (Stream<Path> files = Files.list(CASES)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> file.getFileName().toString().replace(EXPECTED, "")))
          .allSatisfy(name -> assertThat(captures).contains(name));
    }
  }

  @Test
  void everyRowSendsAFileOfItsOwn() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(20);
    assertThat(rows().stream().map(FormatsPage.Row::file)).doesNotHaveDuplicates();
  }

  /** The file without its folder, and without what the agent of NVIDIA adds to its name. */
  private static String name(FormatsPage.Row row) {
    return Path.of(row.file().replace("_*", "")).getFileName().toString();
  }

  /** The plain text of what is sent: files of smi.csv differ in their wrapping. */
  private static String capture(FormatsPage.Row row) {
    return name(row).startsWith("smi") ? "smi.csv" : name(row);
  }

  private static String cluster(FormatsPage.Row row) {
    return name(row).replace('.', '-');
  }

  private static void make(FormatsPage.Row row, Path here)
      throws IOException, InterruptedException {
    Path plain = CASES.resolve(capture(row));
    byte[] printed = wrapped(name(row), Files.readAllBytes(plain));
    if (row.made().isEmpty()) {
      Files.write(here.resolve(name(row)), printed);
      return;
    }
    if (!row.made().contains(">")) {
      Files.copy(plain, here.resolve(capture(row)));
    }
    Path capture = Files.write(folder.resolve(cluster(row) + ".capture"), printed);
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", row.made());
    shell.directory(here.toFile()).redirectErrorStream(true);
    shell.environment().merge("PATH", CASES.resolve("bin") + ":", (path, bin) -> bin + path);
    shell.environment().put("CAPTURE", capture.toString());
    shell.environment().put("COLUMNS_OF", plain.toString());
    Process made = shell.start();
    String complaint = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertThat(made.waitFor()).as("%s: %s", row.made(), complaint).isZero();
  }

  /** Sends the file; tells what the command line answered, the GPUs, and all their samples. */
  private static String send(FormatsPage.Row row, Path here) throws IOException {
    List<String> words = new ArrayList<>(List.of("--cluster", cluster(row)));
    words.addAll(row.sent().subList(1, row.sent().size() - 1));
    words.add("--wait");
    words.add(file(here, row.file()).toString());
    Run sent = application.run(words.toArray(String[]::new));
    assertThat(sent.err()).isEmpty();
    assertThat(sent.status()).isZero();
    String answer = sent.out().replaceAll("(?m)^.*: (\\d+ rows?, .*) in [0-9.]+ s$", "$1") + "\n";
    return answer + gpusAndSamples(cluster(row));
  }

  /** The file of that name, in which the shell would replace an asterisk. */
  private static Path file(Path here, String name) throws IOException {
    Path pattern = here.resolve(name);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      return files.iterator().next();
    }
  }

  private static String gpusAndSamples(String cluster) throws JsonProcessingException {
    String answer = application.run("--json", "--cluster", cluster, "gpus").out();
    List<String> gpus = new ArrayList<>();
    List<String> samples = new ArrayList<>();
    for (JsonNode gpu : JSON.readTree(answer).path("data")) {
      String place = gpu.path("hostname").asText() + "/" + gpu.path("gpu").asText();
      gpus.add(place + " " + gpu.path("uuid").asText("") + " " + gpu.path("name").asText(""));
      application
          .run("--cluster", cluster, "query", place, "--since", SINCE, "--csv")
          .lines()
          .stream()
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(cells -> String.join(" ", cells[0], place, cells[1], cells[10]))
          .forEach(samples::add);
    }
    return Stream.concat(Stream.concat(gpus.stream(), Stream.of("")), samples.stream())
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static byte[] wrapped(String name, byte[] plain) throws IOException {
    return switch (name) {
      case "smi-utf16.csv" -> ("\uFEFF" + new String(plain, UTF_8)).getBytes(UTF_16LE);
      case "smi.csv.zst" -> zstd(plain);
      case "smi.zip" -> zip(plain);
      default -> plain;
    };
  }

  /** A frame of one block that is not compressed. */
  private static byte[] zstd(byte[] plain) {
    int block = plain.length << 3 | 1;
    return ByteBuffer.allocate(12 + plain.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0xFD2FB528)
        .put((byte) 0xA0)
        .putInt(plain.length)
        .put((byte) block)
        .putShort((short) (block >> 8))
        .put(plain)
        .array();
  }

  private static byte[] zip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("smi.csv"));
      zip.write(plain);
    }
    return bytes.toByteArray();
  }
}
