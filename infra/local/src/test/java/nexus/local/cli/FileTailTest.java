package nexus.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is sent of a file that grows, is cut, gets another name, or is met again by a process. */
@Timeout(60)
class FileTailTest {

  private static final String UPLOAD = "POST /api/v1/csv/upload";
  private static final String TAKEN = "{'values':1,'accepted':1,'rejected':0,'rejects':[]}";
  private static final String FULL = "{'error':{'code':'queue_full','message':'full'}}";
  private static final Instant START = Instant.parse("2026-11-28T20:00:00Z");

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Totals totals = new Totals();
  private RecordedServer server;
  private Path file;
  private Instant now = START;
  private FileTail tail;

  @BeforeEach
  void start() throws IOException {
    server = new RecordedServer();
    file = folder.resolve("a.csv");
  }

  @AfterEach
  void stop() {
    close();
    server.close();
  }

  private void close() {
    if (tail != null) {
      tail.close();
    }
  }

  /** A process that begins to follow the file. */
  private void open(String... words) {
    close();
    CaptureOptions options = new CaptureOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(words);
    Map<String, String> environment = Map.of("NEXUS_URL", server.url());
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            err,
            0,
            false,
            environment);
    Nexus nexus = new Nexus(console, environment);
    MarkFile marks = new MarkFile(folder.resolve("state"), file.toString());
    RefusedLines refused = new RefusedLines(folder.resolve("refused"), console);
    Feed feed = new Feed(nexus, nexus.server(), options, "a.csv", totals, refused::add);
    tail =
        new FileTail(
            file,
            console,
            feed,
            marks,
            new FileTail.Settings(options.namesColumns(), fromEnd, Duration.ZERO, () -> now));
  }

  private boolean fromEnd;

  private FileTail.Step step() throws IOException {
    return tail.step();
  }

  private void all() throws IOException {
    while (step().more()) {
      // Goes on.
    }
  }

  private void add(String text) throws IOException {
    add(text, UTF_8);
  }

  private void add(String text, Charset charset) throws IOException {
    Files.write(file, text.getBytes(charset), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  @Test
  void wholeLinesGoBehindTheHeadAndHalfOnesWait() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    open();
    all();
    add("head\none\ntw");
    all();
    add("o\nthree\n");
    all();
    all();

    assertThat(server.requests())
        .containsExactly(UPLOAD + " head\none", UPLOAD + " head\ntwo\nthree");
    assertThat(totals.line()).startsWith("2 uploads: 2 values accepted");
  }

  @Test
  void headAloneAndRemarksAreNotSent() throws IOException {
    open();
    add("# gpu pwr\n# Idx W\n");
    all();
    server.answer(UPLOAD, 200, TAKEN);
    add("0 57\n");
    all();
    add("# gpu pwr\n# Idx W\n");
    all();

    assertThat(server.requests()).containsExactly(UPLOAD + " # gpu pwr\n# Idx W\n0 57");
  }

  @Test
  void breakIsResumedWithTheSameBytesAlsoByAnotherProcess() throws IOException {
    server.answer(UPLOAD, 503, FULL).answer(UPLOAD, 200, TAKEN);
    add("head\none\n");
    open();
    FileTail.Step refused = step();
    add("two\n");
    open();
    all();
    open();
    all();

    assertThat(refused.after()).isPositive();
    assertThat(server.requests())
        .containsExactly(UPLOAD + " head\none", UPLOAD + " head\none", UPLOAD + " head\ntwo");
    assertThat(err()).contains("a.csv: full (503 queue_full); tried again until it goes on\n");
  }

  @Test
  void serverThatIsAwayIsWaitedForLongerAndLonger() throws IOException {
    add("head\none\n");
    open();
    server.close();

    assertThat(List.of(step().after(), step().after(), step().after()))
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(err()).containsOnlyOnce("nothing answers at");
  }

  @Test
  void fileThatWasCutIsReadFromItsBeginning() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    add("head\none\ntwo\n");
    open();
    all();
    Files.writeString(file, "head\nnew\n");
    all();

    assertThat(server.requests().get(1)).isEqualTo(UPLOAD + " head\nnew");
    assertThat(err()).contains("was cut");
  }

  @Test
  void fileThatWasWrittenAnewAndIsLongerByNowIsReadFromItsBeginning() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    add("head\none\n");
    open();
    all();
    Files.writeString(file, "head\nthree\nfour\nfive\n");
    all();

    assertThat(server.requests().get(1)).isEqualTo(UPLOAD + " head\nthree\nfour\nfive");
  }

  private void rotate() throws IOException {
    Files.move(file, folder.resolve("a.csv.1"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void oldFileIsSentToItsEndBeforeTheNewOne() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    add("head\none\n");
    open();
    all();
    add("two\n");
    rotate();
    all();
    add("other-head\nthree\n");
    all();

    assertThat(server.requests())
        .containsExactly(
            UPLOAD + " head\none", UPLOAD + " head\ntwo", UPLOAD + " other-head\nthree");
  }

  @Test
  void oldFileIsFoundByAProcessThatWasAway() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    add("head\none\n");
    open();
    all();
    close();
    add("two\n");
    rotate();
    add("head\nthree\n");
    open();
    all();

    assertThat(server.requests())
        .containsExactly(UPLOAD + " head\none", UPLOAD + " head\ntwo", UPLOAD + " head\nthree");
  }

  @Test
  void linesWithoutATimeGetThatAtWhichTheyWereReadAndKeepItOverABreak() throws IOException {
    String needsTime =
        "{'error':{'code':'invalid_input','message':'no time','field':'time','capture':{"
            + "'missing':[{'what':'time','parameter':'time','mend':'time=…'}]}}}";
    server
        .answer(UPLOAD, 400, needsTime)
        .answer(UPLOAD, 503, FULL)
        .answer(UPLOAD, 400, needsTime)
        .answer(UPLOAD, 200, TAKEN);
    add("# gpu pwr\n# Idx W\n0 57\n");
    open();
    step();
    now = now.plusSeconds(30);
    open();
    all();
    add("0 58\n");
    all();

    String head = " # gpu pwr\n# Idx W\n";
    String first = UPLOAD + "?time=2026-11-28T20%3A00%3A00Z" + head + "0 57";
    assertThat(server.requests())
        .containsExactly(
            UPLOAD + head + "0 57",
            first,
            UPLOAD + head + "0 57",
            first,
            UPLOAD + "?time=2026-11-28T20%3A00%3A30Z" + head + "0 58");
  }

  @Test
  void givenTimeIsThatOfTheFirstPieceAndMovesOn() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    add("# gpu pwr\n0 57\n");
    open("--time", "1795809600");
    all();
    now = now.plusSeconds(5);
    add("0 58\n");
    all();

    assertThat(server.requests().get(0)).contains("?time=2026-11-27T20%3A00%3A00Z ");
    assertThat(server.requests().get(1)).contains("?time=2026-11-27T20%3A00%3A05Z ");
    assertThatThrownBy(() -> open("--time", "soon")).isInstanceOf(CommandFailure.class);
  }

  @Test
  void whatNeedsAnOptionEndsItAndNothingIsTakenForSent() throws IOException {
    server.answer(
        UPLOAD,
        400,
        "{'error':{'code':'invalid_input','message':'no host','field':'host','capture':"
            + CaptureReportTest.CAPTURE
            + "}}");
    add("head\none\n");
    open();
    assertThatThrownBy(this::step).isInstanceOf(Refused.class);

    open("--host", "node 1");
    server.answer(UPLOAD, 200, TAKEN);
    assertThatThrownBy(this::step).isInstanceOf(Refused.class);
    all();
    assertThat(server.requests().get(2)).isEqualTo(UPLOAD + "?host=node+1 head\none");
  }

  @Test
  void refusedPieceIsKeptAndNotSentAgain() throws IOException {
    server
        .answer(UPLOAD, 200, TAKEN)
        .answer(UPLOAD, 400, "{'error':{'code':'invalid_input','message':'what is it'}}")
        .answer(UPLOAD, 200, TAKEN);
    add("head\none\n");
    open();
    all();
    add("odd\nodder\n");
    all();
    add("two\n");
    all();

    assertThat(server.requests()).hasSize(3).last().isEqualTo(UPLOAD + " head\ntwo");
    assertThat(err()).contains("a.csv: lines 3 to 4 refused: what is it (400 invalid_input)");
    assertThat(Files.readString(folder.resolve("refused"))).isEqualTo("head\nodd\nodder\n");
    assertThat(totals.line()).endsWith("; 2 lines refused");
  }

  @Test
  void rejectedRowsHaveTheLineOfTheFile() throws IOException {
    server
        .answer(UPLOAD, 200, TAKEN)
        .answer(
            UPLOAD,
            200,
            "{'values':1,'accepted':0,'rejected':1,'rejects':[{'line':3,'reason':'bad'}]}");
    add("head\none\ntwo\n");
    open();
    all();
    add("three\nfour\n");
    all();

    assertThat(err()).isEqualTo("nexus: a.csv: line 5: bad\n");
  }

  @Test
  void whatWasThereBeforeMayBeLeftOut() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    fromEnd = true;
    add("head\none\ntw");
    open();
    all();
    add("o\nthree\n");
    all();
    open();
    add("four\n");
    all();

    assertThat(server.requests())
        .containsExactly(UPLOAD + " head\ntwo\nthree", UPLOAD + " head\nfour");
  }

  @Test
  void linesOfUtf16AreWhole() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    add("\ufeffhead\none\n", StandardCharsets.UTF_16LE);
    open();
    all();
    add("two\nth", StandardCharsets.UTF_16LE);
    all();

    assertThat(server.requests().get(1).replace("\0", "").strip()).endsWith("head\ntwo");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void muchIsSentInPartsOfWholeLines() throws IOException {
    server.answer(UPLOAD, 200, TAKEN);
    String line = "x".repeat(999_999) + "\n";
    add("head\n" + line.repeat(10));
    open();
    all();

    assertThat(server.requests()).extracting(String::length).hasSize(2);
    assertThat(server.requests().get(1)).hasSize((UPLOAD + " head\n").length() + 2_000_000 - 1);
  }

  @Test
  void packedFileIsNotFollowed() throws IOException {
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    open();

    assertThatThrownBy(this::step).hasMessageContaining("compressed");
  }

  @Test
  void fileIsFollowedByOneAtATime() {
    open();

    assertThatThrownBy(() -> new MarkFile(folder.resolve("state"), file.toString()))
        .hasMessageContaining("followed already");
  }
}
