package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import nexus.telemetry.testing.BrokenStream;
import nexus.telemetry.work.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashedStreamTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1 << 20, 5_000_000})
  void everyByteIsPassedOnAndHashed(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    try (WorkerPool workers = WorkerPool.helpedByCallers("ingest", "the ingest", 2)) {
      HashedStream stream = new HashedStream(new ByteArrayInputStream(bytes), workers);

      assertThat(stream.readAllBytes()).isEqualTo(bytes);
      assertThat(stream.read()).isEqualTo(-1);
      assertThat(stream.sha256())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
  }

  @Test
  void streamThatBreaksIsTold() {
    InputStream in = BrokenStream.behind(new byte[3_000_000]);
    try (WorkerPool workers = WorkerPool.helpedByCallers("ingest", "the ingest", 1)) {
      HashedStream stream = new HashedStream(in, workers);
      assertThatThrownBy(stream::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessage(BrokenStream.MESSAGE);
    }
  }
}
