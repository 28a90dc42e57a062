package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import nexus.local.Api;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.model.GpuId;

/** Messages and blocks that are none, and messages of a release that is yet to come. */
final class Poison {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final byte[] NEWER_MESSAGE = ascii("{\"series\":\"columns\",\"v\":99}");

  private Poison() {}

  static void poison(Stage stage) throws InterruptedException {
    stage.startLoad();
    int rounds = stage.count(10, 2);
    int poisoned = 0;
    for (int i = 0; i < rounds; i++) {
      stage.pass(200, 800);
      List<byte[]> values =
          List.of(
              ascii("{\"v\":1,\"cluster\":"), ascii("{\"v\":0}"), ascii(""), new byte[1_400_000]);
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
    MessageKey place = new MessageKey(1_751_328_000_000L, new GpuId("next", "0"), "next-0");
    String newer = stage.keys().message(stage.cluster(), "00", place);
    put(stage, newer, NEWER_MESSAGE);
    stage.fault("a message of a newer release");
    Letters letters = new Letters(stage);
    letters.awaitCount(poisoned);
    stage.check(letters.redriveByTwo() > 0, "no dead letter could be put back");
    letters.awaitCount(poisoned);
    letters.deleteAll("message");
    stage.load().stop();
    awaitNewerAlone(stage, newer);
    letters.awaitDrain();
    setAsideSamples(stage, letters);
    spoilBlocks(stage, letters);
  }

  /**
   * Waits until nothing waits but the message of a newer release: unharmed, and no dead letter.
   * Then takes it away.
   */
  private static void awaitNewerAlone(Stage stage, String newer) throws InterruptedException {
    stage.await("the drain of all but the newer message", PATIENCE, () -> stage.waiting() == 1);
    List<Entry> found = stage.read(Range.key(newer)).entries();
    stage.check(
        found.size() == 1 && Arrays.equals(found.get(0).value(), NEWER_MESSAGE),
        "the message of a newer release has changed");
    long letters = stage.read(stage.keys().deadLetters(stage.cluster()).countOnly()).count();
    stage.check(letters == 0, letters + " dead letters of a message that only had to wait");
    KvFutures.await(stage.kv().txn(Txn.always(List.of(Op.delete(newer)))));
  }

  /**
   * Sets good messages aside, has them put back by two at once, and leaves the rest to the drain.
   */
  private static void setAsideSamples(Stage stage, Letters letters) throws InterruptedException {
    for (App drainer : stage.drainers()) {
      drainer.process().kill();
    }
    stage.load().upload(stage.capture().next());
    FailedMessages failed = new FailedMessages(stage.kv(), stage.keys());
    List<Entry> messages = stage.read(Range.prefix(stage.keys().queue(stage.cluster()))).entries();
    for (Entry message : messages) {
      String partition = stage.keys().partitionOf(stage.cluster(), message.key()).orElseThrow();
      Compare itself = Compare.unchanged(message.key(), message.modRevision());
      failed.undecodable(stage.cluster(), partition, message, "set aside", 1, itself);
    }
    stage.check(stage.waiting() == 0, stage.waiting() + " messages were not set aside");
    letters.awaitCount(messages.size());
    long redriven = letters.redriveByTwo();
    stage.check(redriven == messages.size(), redriven + " put back of " + messages.size());
    stage.check(stage.waiting() == redriven, stage.waiting() + " messages wait");
    long left = stage.read(Range.prefix(letters.prefix()).countOnly()).count();
    stage.check(left == 0, left + " keys of dead letters are left");
    for (App drainer : stage.drainers()) {
      drainer.process().start();
      drainer.awaitReady();
    }
    letters.awaitDrain();
  }

  /**
   * Overwrites blocks with garbage: a query goes on answering the rest and says what it misses, and
   * the garbage is among the dead letters. Then the blocks are put back as they were.
   */
  private static void spoilBlocks(Stage stage, Letters letters) throws InterruptedException {
    List<Entry> blocks = blocks(stage);
    App app = stage.ingesters().get(0);
    for (int i = 0; i < stage.count(10, 2); i++) {
      Entry block = blocks.get(stage.random().nextInt(blocks.size()));
      String[] parts = block.key().split("/", -1);
      String gpu = parts[5] + "/" + parts[7];
      String query =
          "/queryGpu?cluster=%s&gpu=%s&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=100000"
              .formatted(Api.encode(stage.cluster()), gpu);
      long whole = points(Reply.to(app, "GET", query).body());
      put(stage, block.key(), ascii("garbage"));
      stage.fault("garbage over a block of " + gpu);
      Reply spoiled = Reply.to(app, "GET", query);
      stage.check(
          spoiled.status() == 200
              && spoiled.body().path("missing").size() == 1
              && points(spoiled.body()) < whole,
          "a query over a spoiled block was answered with " + spoiled.status());
      letters.awaitCount(1);
      put(stage, block.key(), block.value());
      letters.deleteAll("block");
    }
  }

  private static long points(JsonNode answer) {
    long points = 0;
    for (JsonNode series : answer.path("series")) {
      points += series.path("points").size();
    }
    return points;
  }

  private static List<Entry> blocks(Stage stage) {
    Range all = Range.prefix(Keyspace.cluster(stage.cluster()) + "hosts/");
    return KvFutures.await(stage.kv().range(all)).entries().stream()
        .filter(entry -> entry.key().contains("/data/"))
        .toList();
  }

  private static String key(Stage stage, int round, int number) {
    MessageKey key =
        new MessageKey(1_751_328_000_000L + number, new GpuId("poison", "0"), "bad-" + number);
    return stage.keys().message(stage.cluster(), "0" + round % 10, key);
  }

  private static void put(Stage stage, String key, byte[] value) {
    KvFutures.await(stage.kv().txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
