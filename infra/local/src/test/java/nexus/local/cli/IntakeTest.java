package nexus.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether standard input is one upload, or goes on. */
@Timeout(60)
class IntakeTest {

  private static final String UPLOAD = "POST /api/v1/csv/upload";
  private static final String TAKEN = "{'values':1,'accepted':1,'rejected':0,'rejects':[]}";

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final PipedOutputStream writer = new PipedOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Totals totals = new Totals();
  private Intake intake;
  private RecordedServer server;

  @BeforeEach
  void start() throws IOException {
    intake = new Intake(new PipedInputStream(writer, 1 << 20), nanos::get);
    server = new RecordedServer();
  }

  @AfterEach
  void stop() throws IOException {
    writer.close();
    server.close();
  }

  private void add(String text) throws IOException {
    writer.write(text.getBytes(UTF_8));
    writer.flush();
  }

  /** Waits until so many bytes are read ahead. */
  private void awaitThere(int length) throws InterruptedException {
    while (intake.start().length < length) {
      Thread.onSpinWait();
    }
  }

  private void passSeconds(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private InputFeed feed() {
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
    RefusedLines refused = new RefusedLines(folder.resolve("refused"), console);
    Feed feed = new Feed(nexus, nexus.server(), new CaptureOptions(), "-", totals, refused::add);
    return new InputFeed(intake, feed, false, () -> Instant.EPOCH);
  }

  @Test
  void whatEndsIsNotLiveAndComesWhole() throws IOException, InterruptedException {
    add("head\none\n");
    writer.close();

    assertThat(intake.isLive()).isFalse();
    assertThat(new String(intake.all().readAllBytes(), UTF_8)).isEqualTo("head\none\n");
    assertThat(intake.isOver()).isTrue();
  }

  @Test
  void whatWaitsBehindAWholeLineIsLive() throws IOException, InterruptedException {
    add("head\none\n");
    awaitThere(9);
    passSeconds(3);

    assertThat(intake.isLive()).isTrue();
  }

  @Test
  void whatWaitsWithinALineIsNotLiveYet() throws IOException, InterruptedException {
    add("head\non");
    awaitThere(7);
    passSeconds(3);
    writer.close();

    assertThat(intake.isLive()).isFalse();
  }

  @Test
  void whatIsPackedIsNotLive() throws IOException, InterruptedException {
    writer.write(new byte[] {0x1f, (byte) 0x8b, '\n'});
    writer.flush();
    awaitThere(3);
    passSeconds(3);
    writer.close();

    assertThat(intake.isLive()).isFalse();
  }

  @Test
  void linesAreSentBehindTheHeadWhileTheyCome() throws IOException, InterruptedException {
    server.answer(UPLOAD, 200, TAKEN);
    InputFeed feed = feed();
    add("head\none\ntw");
    Thread later =
        new Thread(
            () -> {
              try {
                while (server.requests().isEmpty()) {
                  Thread.onSpinWait();
                }
                add("o\nthree");
                writer.close();
              } catch (IOException failure) {
                throw new IllegalStateException(failure);
              }
            });
    later.start();
    feed.run();
    later.join();

    assertThat(server.requests())
        .containsExactly(UPLOAD + " head\none", UPLOAD + " head\ntwo\nthree");
    assertThat(totals.accepted()).isEqualTo(2);
  }

  @Test
  void whatIsRefusedForNowIsSentAgainTheSame() throws IOException, InterruptedException {
    server
        .answer(UPLOAD, 503, "{'error':{'code':'queue_full','message':'full'}}")
        .answer(UPLOAD, 200, TAKEN);
    add("head\none\n");
    writer.close();
    feed().run();

    assertThat(server.requests()).containsExactly(UPLOAD + " head\none", UPLOAD + " head\none");
  }

  @Test
  void streamThatWasTooLongToWaitForEndsWhereItTurnsOutToBeLive()
      throws IOException, InterruptedException {
    add("head\none\n");
    awaitThere(9);
    byte[] first = new byte[9];
    int read = intake.all().readNBytes(first, 0, 9);
    passSeconds(3);

    assertThat(read).isEqualTo(9);
    assertThat(intake.all().read()).isEqualTo(-1);
    assertThat(intake.isOver()).isFalse();
    assertThat(intake.takenLines()).isEqualTo(2);

    server.answer(UPLOAD, 200, TAKEN);
    add("two\n");
    writer.close();
    feed().run();
    assertThat(server.requests()).containsExactly(UPLOAD + " head\ntwo");
  }
}
