package nexus.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import nexus.local.Api;
import nexus.telemetry.etcd.Keyspace.MessageKey;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Op;
import nexus.telemetry.etcd.Txn;
import nexus.telemetry.model.GpuId;

/** Messages and blocks that are none. */
final class Poison {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private Poison() {}

  static void poison(Stage stage) throws InterruptedException {
    stage.startLoad();
    int rounds = stage.count(10, 2);
    int poisoned = 0;
    for (int i = 0; i < rounds; i++) {
      stage.pass(200, 800);
      List<byte[]> values =
          List.of(
              ascii("{\"v\":1,\"cluster\":"), ascii("{\"v\":99}"), ascii(""), new byte[1_400_000]);
      for (byte[] value : values) {
        put(stage, key(stage, i, poisoned), value);
        poisoned++;
        stage.fault("a message of %,d bytes that is none".formatted(value.length));
      }
      put(stage, stage.keys().queue(stage.cluster(), "05") + "nonsense-" + i, ascii("{}"));
      put(stage, stage.keys().queue(stage.cluster()) + "stray-" + i, ascii("{}"));
      poisoned += 2;
      stage.fault("two keys that name no message");
    }
    int all = poisoned;
    stage.await(
        "the setting aside of " + all + " messages", PATIENCE, () -> deadLetters(stage) == all);
  }

  private static String key(Stage stage, int round, int number) {
    MessageKey key =
        new MessageKey(1_751_328_000_000L + number, new GpuId("poison", "0"), "bad-" + number);
    return stage.keys().message(stage.cluster(), "0" + round % 10, key);
  }

  private static long deadLetters(Stage stage) throws InterruptedException {
    return stage
        .ingesters()
        .get(0)
        .api()
        .get("/clusterStats?cluster=" + Api.encode(stage.cluster()))
        .path("queue")
        .path("deadLetters")
        .asLong();
  }

  private static void put(Stage stage, String key, byte[] value) {
    KvException.await(stage.kv().txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
