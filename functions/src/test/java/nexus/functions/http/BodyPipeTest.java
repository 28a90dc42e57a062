package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BodyPipeTest {

  private static final int MIB = 1 << 20;

  private final AtomicInteger pauses = new AtomicInteger();
  private final AtomicInteger resumes = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private final BodyPipe pipe =
      new BodyPipe(pauses::incrementAndGet, resumes::incrementAndGet, ready::incrementAndGet);

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void bytesComeOutAsTheyWentIn() throws IOException {
    byte[] body = noise(5000);
    for (int at = 0; at < body.length; at += 50) {
      pipe.write(Buffer.buffer(java.util.Arrays.copyOfRange(body, at, at + 50)));
    }
    pipe.end();

    assertThat(pipe.readAllBytes()).isEqualTo(body);
    assertThat(pipe.read()).isEqualTo(-1);
    assertThat(pauses).hasValue(0);
  }

  @Test
  void aFullPipePausesItsSourceAndAnEmptierOneResumesIt() throws IOException {
    pipe.write(Buffer.buffer(noise(MIB - 1)));
    assertThat(pauses).hasValue(0);
    pipe.write(Buffer.buffer(noise(1)));
    assertThat(pauses).hasValue(1);

    pipe.readNBytes(MIB / 2);
    assertThat(resumes).hasValue(0);
    pipe.readNBytes(MIB / 4);
    assertThat(resumes).hasValue(1);
    pipe.readNBytes(MIB / 8);
    assertThat(resumes).hasValue(1);
  }

  @Test
  void itIsWorthAThreadOnceSomeOfItIsThereAndSaysSoOnce() {
    pipe.write(Buffer.buffer(noise(16 << 9)));
    assertThat(ready).hasValue(0);
    pipe.write(Buffer.buffer(noise(16 << 9)));
    assertThat(ready).hasValue(1);
    pipe.write(Buffer.buffer(noise(16 << 10)));
    pipe.end();
    assertThat(ready).hasValue(1);
  }

  @Test
  void orOnceAllOfItIsThereOrWillNeverBe() {
    pipe.write(Buffer.buffer(noise(1)));
    pipe.end();
    assertThat(ready).hasValue(1);

    BodyPipe broken = new BodyPipe(() -> {}, () -> {}, ready::incrementAndGet);
    broken.fail(new IOException("gone"));
    assertThat(ready).hasValue(2);
  }

  @Test
  void aSenderWhoIsWaitedForTooLongEndsIt() throws IOException {
    BodyPipe slow = new BodyPipe(() -> {}, () -> {}, () -> {}, new Pace(0, 1 << 20));
    slow.write(Buffer.buffer(noise(100)));
    assertThat(slow.readNBytes(100)).hasSize(100);

    assertThatThrownBy(slow::read)
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.status()).isEqualTo(408));
  }

  @Test
  void aReaderWaitsForBytes() {
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pipe.read();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    pipe.write(Buffer.buffer(new byte[] {(byte) 200}));

    assertThat(read.join()).isEqualTo(200);
  }

  @Test
  void aBodyThatBreaksOffIsNeverTakenForAWholeOne() throws IOException {
    pipe.write(Buffer.buffer("half"));
    pipe.fail(new IOException("gone"));
    pipe.end();

    assertThatThrownBy(pipe::readAllBytes).isInstanceOf(IOException.class);
    assertThatThrownBy(pipe::available).isInstanceOf(IOException.class);
  }

  @Test
  void aRefusalReachesTheReaderAsItIs() {
    InvalidInputException refusal = new InvalidInputException("file", "one file at a time");
    pipe.fail(refusal);

    assertThatThrownBy(pipe::read).isSameAs(refusal);
  }

  @Test
  void aClosedPipeDropsWhatStillComesAndLetsItsSourceGoOn() {
    pipe.write(Buffer.buffer(noise(2 * MIB)));
    pipe.close();
    assertThat(resumes).hasValue(1);

    pipe.write(Buffer.buffer(noise(2 * MIB)));
    assertThat(pauses).hasValue(1);
    assertThatThrownBy(pipe::read).isInstanceOf(IOException.class);
  }

  @Test
  void zeroIsAvailableAtTheEndAlone() throws IOException {
    pipe.write(Buffer.buffer("a"));
    assertThat(pipe.available()).isPositive();
    assertThat(pipe.read()).isEqualTo('a');
    CompletableFuture<Void> end = CompletableFuture.runAsync(pipe::end);

    assertThat(pipe.available()).isZero();
    end.join();
  }
}
