package nexus.telemetry.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;

final class KeyspaceTest {

  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  @Test
  void keysAreThoseThatTheJavadocDraws() {
    GpuId gpu = new GpuId("dgx-a01", "0");

    assertThat(keys.message("c", "05", new MessageKey(1767225600000L, gpu, "abc-000001-0000")))
        .isEqualTo("/telemetry/queue/c/05/1767225600000_dgx-a01_0_abc-000001-0000");
    assertThat(keys.claim("c", "05")).isEqualTo("/telemetry/claims/c/05");
    assertThat(keys.ledgerEntry("c", "u", 7)).isEqualTo("/telemetry/ingest/c/u/000007");
    assertThat(keys.metadata("c", gpu))
        .isEqualTo("/telemetry/clusters/c/hosts/dgx-a01/gpus/0/metadata");
    assertThat(keys.block("c", gpu, 5))
        .isEqualTo("/telemetry/clusters/c/hosts/dgx-a01/gpus/0/data/0000000000005");
    assertThat(keys.latest("c", "h")).isEqualTo("/telemetry/clusters/c/latest/h");
    assertThat(keys.uuid("c", "GPU-1")).isEqualTo("/telemetry/clusters/c/uuids/GPU-1");
    assertThat(keys.drainCounter("c", "05")).isEqualTo("/telemetry/clusters/c/counters/drain/05");
    assertThat(keys.deadLetter("c", "05", "t")).isEqualTo("/telemetry/deadletter/c/05/t");
    assertThat(keys.deadLetterBytes("c", keys.deadLetter("c", "05", "t")))
        .isEqualTo("/telemetry/deadletter/c/bytes/05/t");
    String letter = keys.blockLetter("c", gpu, 5, 77);
    assertThat(letter).isEqualTo("/telemetry/deadletter/c/blocks/dgx-a01/0/0000000000005_77");
    assertThat(keys.deadLetterBytes("c", letter))
        .isEqualTo("/telemetry/deadletter/c/bytes/blocks/dgx-a01/0/0000000000005_77");
  }

  @Test
  void aLettersKeySaysWhatWasSetAside() {
    GpuId gpu = new GpuId("00", "bytes");

    assertThat(keys.parseLetter("c", keys.deadLetter("c", "05", "a/b\n")))
        .contains(new LetterKey.OfMessage("05", "a/b\n"));
    assertThat(keys.parseLetter("c", keys.blockLetter("c", gpu, 5, 77)))
        .contains(new LetterKey.OfBlock(gpu, 5, 77));
    String value = keys.latest("c", "a_1");
    assertThat(keys.storeLetter("c", keys.block("c", gpu, 5), 77))
        .isEqualTo(keys.blockLetter("c", gpu, 5, 77));
    assertThat(keys.storeLetter("c", value, 77)).isEqualTo(keys.valueLetter("c", value, 77));
    assertThat(keys.storeLetter("c", keys.metadata("c", gpu), 77))
        .isEqualTo(keys.valueLetter("c", keys.metadata("c", gpu), 77));
    assertThat(keys.valueLetter("c", value, 77))
        .isEqualTo("/telemetry/deadletter/c/broken/latest/a_1_77")
        .satisfies(
            key ->
                assertThat(keys.parseLetter("c", key)).contains(new LetterKey.OfValue(value, 77)));
    for (String none :
        List.of(
            "broken/_7",
            "broken/x",
            "5/t",
            "blocks/h/0/5_7",
            "blocks/h/0/1/0000000000005_77",
            "x")) {
      assertThat(keys.parseLetter("c", "/telemetry/deadletter/c/" + none)).as(none).isEmpty();
    }
  }

  @Test
  void separatorInsideANameIsEscapedSoThatTwoGpusNeverShareAKey() {
    MessageKey one = new MessageKey(1, new GpuId("a_b", "c"), "s");
    MessageKey other = new MessageKey(1, new GpuId("a", "b_c"), "s");

    assertThat(Keyspace.tail(one)).isNotEqualTo(Keyspace.tail(other));
    assertThat(Keyspace.parseTail(Keyspace.tail(one))).contains(one);
    assertThat(Keyspace.parseTail(Keyspace.tail(other))).contains(other);
  }

  @Test
  void nameThatWouldReachOutsideItsKeysIsRefused() {
    for (String name : List.of("", ".", "..", "a/b", "a b", "ü", "x".repeat(254), "a\0b")) {
      assertThatThrownBy(() -> keys.queue(name)).as(name).isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void queuePrefixThatWouldFallAmongOtherKeysIsRefused() {
    for (String prefix :
        List.of(
            "",
            "/",
            "queue",
            "/telemetry",
            "/telemetry/clusters",
            "/telemetry/ingest/x",
            "/a//b")) {
      assertThatThrownBy(() -> new Keyspace(prefix))
          .as(prefix)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new Keyspace("/mq").queue("c")).isEqualTo("/mq/c/");
  }

  /** One watch sees it and the messages, and no listing of messages finds it. */
  @Test
  void whatCountsPutsLiesRightBeforeTheMessagesAndNotAmongThem() {
    assertThat(keys.published()).isEqualTo("/telemetry/queue-published");
    assertThat(new Keyspace("/mq").published()).isEqualTo("/mq-published");
    assertThat(keys.published()).isLessThan(keys.queues()).doesNotStartWith(keys.queues());
  }

  @Test
  void clusterAndPartitionAreReadBackFromKeys() {
    String key = "/telemetry/queue/c/05/0000000000001_h_0_s";

    assertThat(keys.clusterOf(key)).contains("c");
    assertThat(keys.partitionOf("c", key)).contains("05");
    assertThat(keys.partitionOf("c", "/telemetry/queue/c/5/x")).isEmpty();
    assertThat(keys.clusterOf("/telemetry/queue/loose")).isEmpty();
    assertThat(Keyspace.parseTail("1_h_0_s")).isEmpty();
  }

  /** Published values of FNV-1a, so that no process ever disagrees on a host's partition. */
  @Test
  void partitionIsTheSameInEveryProcessForEver() {
    assertThat(Partitions.hash("")).isEqualTo(0x811c9dc5);
    assertThat(Partitions.hash("a")).isEqualTo(0xe40c292c);
    assertThat(Partitions.hash("foobar")).isEqualTo(0xbf9cf968);
    assertThat(new Partitions(16).of("foobar")).isEqualTo("08");
    assertThat(new Partitions(1).of("foobar")).isEqualTo("00");
    assertThatThrownBy(() -> new Partitions(101)).isInstanceOf(IllegalArgumentException.class);
  }
}
