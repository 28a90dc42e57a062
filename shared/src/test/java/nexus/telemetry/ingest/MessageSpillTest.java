package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.queue.UnpublishedMessage;
import nexus.telemetry.work.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MessageSpillTest {

  @TempDir private Path folder;

  private static List<UnpublishedMessage> messages(int chunk) {
    List<UnpublishedMessage> messages = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      byte[] json = ("message " + part + " of " + chunk).getBytes(StandardCharsets.UTF_8);
      messages.add(new UnpublishedMessage(new GpuId("host-" + chunk, "0"), chunk, part, json));
    }
    return messages;
  }

  private static List<String> told(List<UnpublishedMessage> messages) {
    return messages.stream()
        .map(
            message ->
                message.gpu()
                    + " "
                    + message.firstMs()
                    + " "
                    + message.part()
                    + " "
                    + new String(message.json(), StandardCharsets.UTF_8))
        .toList();
  }

  private final UploadMemory memory = UploadMemory.open(MemoryBudget.unbounded());

  @Test
  void messagesComeBackFromMemoryAndFromTheFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (MessageSpill parking = new MessageSpill(folder, 500, memory)) {
      List<Callable<MessageSpill.Spilled>> jobs = new ArrayList<>();
      for (int chunk = 0; chunk < 50; chunk++) {
        List<UnpublishedMessage> messages = messages(chunk);
        jobs.add(() -> parking.park(messages));
      }
      int chunk = 0;
      for (Future<MessageSpill.Spilled> parked : threads.invokeAll(jobs)) {
        assertThat(told(parked.get().take())).isEqualTo(told(messages(chunk++)));
      }
      try (var files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nothingIsParkedOnceItIsClosed() throws IOException {
    MessageSpill parking = new MessageSpill(folder, 0, memory);
    MessageSpill.Spilled parked = parking.park(messages(1));
    parking.close();

    assertThatThrownBy(() -> parking.park(messages(2))).isInstanceOf(IOException.class);
    assertThatThrownBy(parked::take).isInstanceOf(IOException.class);
    parking.close();
  }

  @Test
  void withoutRoomInMemoryMessagesGoToTheFile() throws IOException {
    MemoryBudget tight = new MemoryBudget(600 << 10, 0, Duration.ZERO);
    try (UploadMemory little = UploadMemory.open(tight);
        MessageSpill parking = new MessageSpill(folder, 1 << 20, little)) {
      MessageSpill.Spilled parked = parking.park(messages(1));

      assertThat(parked.toRead()).isEqualTo(parked.bytes()).isPositive();
      assertThat(parked.take()).hasSize(5);
    }
    assertThat(tight.takenBytes()).isZero();
  }
}
