package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.queue.Draft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParkedMessagesTest {

  @TempDir private Path folder;

  private static List<Draft> messages(int chunk) {
    List<Draft> messages = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      byte[] json = ("message " + part + " of " + chunk).getBytes(StandardCharsets.UTF_8);
      messages.add(new Draft(new GpuId("host-" + chunk, "0"), chunk, part, json));
    }
    return messages;
  }

  private static List<String> told(List<Draft> messages) {
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

  @Test
  void messagesComeBackFromMemoryAndFromTheFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ParkedMessages parking = new ParkedMessages(folder, 500)) {
      List<Callable<ParkedMessages.Parked>> jobs = new ArrayList<>();
      for (int chunk = 0; chunk < 50; chunk++) {
        List<Draft> messages = messages(chunk);
        jobs.add(() -> parking.park(messages));
      }
      int chunk = 0;
      for (Future<ParkedMessages.Parked> parked : threads.invokeAll(jobs)) {
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
    ParkedMessages parking = new ParkedMessages(folder, 0);
    ParkedMessages.Parked parked = parking.park(messages(1));
    parking.close();

    assertThatThrownBy(() -> parking.park(messages(2))).isInstanceOf(IOException.class);
    assertThatThrownBy(parked::take).isInstanceOf(IOException.class);
    parking.close();
  }
}
