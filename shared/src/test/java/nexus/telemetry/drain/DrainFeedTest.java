package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv.Puts;
import nexus.telemetry.kv.Page;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import org.junit.jupiter.api.Test;

class DrainFeedTest {

  private static final Keyspace KEYS = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private static final String KEY = KEYS.queue("c", "03") + "0000000000001_h_0_x";

  private final DrainFeed feed = new DrainFeed(KEYS, "03"::equals);

  private static Entry entry(String key, long revision, int bytes) {
    return new Entry(key, new byte[bytes], revision, revision, 1, 0);
  }

  /** The key that is put along with messages, as it is put for the nth time. */
  private static Entry published(long count, long revision) {
    return new Entry(KEYS.published(), new byte[0], 1, revision, count, 0);
  }

  private void begin(long revision, Entry... published) {
    feed.begin(new Page(List.of(published), false, published.length, revision));
  }

  private static Puts puts(Entry... entries) {
    long newest = Arrays.stream(entries).mapToLong(Entry::modRevision).max().orElse(0);
    return new Puts(newest, Optional.of(List.of(entries)));
  }

  private static QueueSnapshot listedNothingAt(long revision) {
    return new QueueSnapshot(new TreeMap<>(), Map.of(), revision, Map.of(), Map.of());
  }

  private List<String> taken() {
    return feed.take().orElseThrow().listed(new Partition("c", "03")).stream()
        .flatMap(listed -> listed.messages().stream())
        .map(QueuedMessage::key)
        .toList();
  }

  @Test
  void nothingIsKnownBeforeAllThatWaitedWasListedUnderTheWatch() {
    assertThat(feed.take()).isEmpty();
    begin(10);
    assertThat(feed.take()).isEmpty();
    feed.settled(listedNothingAt(9), List.of());
    assertThat(feed.take()).as("listed before the watch began").isEmpty();
    feed.settled(listedNothingAt(10), List.of());
    assertThat(feed.take().orElseThrow().isEmpty()).isTrue();
  }

  @Test
  void whatWasPutSinceTheListingIsTakenWithItsContent() {
    begin(10);
    feed.put(puts(entry(KEY, 11, 1), entry(KEY + "2", 12, 2)));
    feed.settled(listedNothingAt(11), List.of());
    feed.put(puts(entry(KEY + "3", 13, 3)));

    QueueSnapshot waiting = feed.take().orElseThrow();

    QueueSnapshot.Listed listed = waiting.listed(new Partition("c", "03")).orElseThrow();
    assertThat(listed.revision()).isEqualTo(13);
    assertThat(listed.messages())
        .extracting(QueuedMessage::key)
        .containsExactly(KEY + "2", KEY + "3");
    assertThat(waiting.read().get(KEY + "3").value()).hasSize(3);
  }

  @Test
  void whatWasTakenIsUnknownUntilItIsSettled() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.put(puts(entry(KEY, 11, 1)));
    QueueSnapshot waiting = feed.take().orElseThrow();
    feed.put(puts(entry(KEY + "2", 12, 1)));
    assertThat(feed.take()).isEmpty();

    feed.settled(waiting, List.of());

    assertThat(taken()).containsExactly(KEY + "2");
  }

  @Test
  void aMessagePutAgainIsTakenOnceAsPutLast() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.put(puts(entry(KEY, 11, 1)));
    feed.put(puts(entry(KEY, 12, 5)));

    QueueSnapshot waiting = feed.take().orElseThrow();

    assertThat(waiting.listed(new Partition("c", "03")).orElseThrow().messages())
        .extracting(QueuedMessage::modRevision)
        .containsExactly(12L);
    assertThat(waiting.read().get(KEY).value()).hasSize(5);
  }

  @Test
  void aWatchThatBeganAnewMayHaveMissedSomething() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.end();
    assertThat(feed.take()).isEmpty();
    begin(20);
    feed.settled(listedNothingAt(15), List.of());
    assertThat(feed.take()).isEmpty();
    feed.settled(listedNothingAt(20), List.of());
    assertThat(feed.take()).isPresent();
  }

  @Test
  void changesThatTheWatchDoesNotNameHaveTheQueueListed() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.put(new Puts(11, Optional.empty()));
    assertThat(feed.take()).isEmpty();
    feed.settled(listedNothingAt(10), List.of());
    assertThat(feed.take()).as("listed before the change").isEmpty();
    feed.settled(listedNothingAt(11), List.of());
    assertThat(feed.take()).isPresent();
  }

  @Test
  void moreThanIsKeptHasTheQueueListed() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    for (int i = 0; i < 20; i++) {
      feed.put(puts(entry(KEY + i, 11 + i, 1 << 19)));
    }
    assertThat(feed.take()).isEmpty();
    feed.settled(listedNothingAt(30), List.of());
    feed.put(puts(entry(KEY, 31, 1)));
    assertThat(taken()).containsExactly(KEY);
  }

  @Test
  void partitionsOfOtherDrainersAreNotKeptButStraysAre() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.put(
        puts(entry(KEYS.queue("c", "04") + "k", 11, 1), entry(KEYS.queue("c") + "odd", 12, 1)));

    QueueSnapshot waiting = feed.take().orElseThrow();

    assertThat(waiting.partitions()).isEmpty();
    assertThat(waiting.strays().get("c")).hasSize(1);
  }

  /** The second of three is lost: what it was shows to nobody, but that it was shows at once. */
  @Test
  void aPutThatTheWatchLostHasTheQueueListed() {
    begin(10, published(7, 9));
    feed.settled(listedNothingAt(10), List.of());
    feed.put(puts(entry(KEY, 11, 1), published(8, 11)));
    feed.put(puts(entry(KEY + "3", 13, 1), published(10, 13)));
    assertThat(feed.take()).isEmpty();

    feed.settled(listedNothingAt(12), List.of());
    assertThat(feed.take()).as("listed before the one behind the lost one").isEmpty();
    feed.settled(listedNothingAt(13), List.of());
    feed.put(puts(entry(KEY + "4", 14, 1), published(11, 14)));
    assertThat(taken()).containsExactly(KEY + "4");
  }

  @Test
  void aLossBetweenThePutsOfOneBatchShowsToo() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.put(
        puts(
            entry(KEY, 11, 1),
            published(1, 11),
            entry(KEY + "2", 12, 1),
            published(2, 12),
            entry(KEY + "4", 14, 1),
            published(4, 14)));
    assertThat(feed.take()).isEmpty();
  }

  @Test
  void whatIsToldAgainIsNoLossNorIsWhatWasPutBeforeTheWatchBegan() {
    begin(10, published(7, 9));
    feed.settled(listedNothingAt(10), List.of());
    feed.put(puts(published(7, 9)));
    feed.put(puts(entry(KEY, 11, 1), published(8, 11)));
    feed.put(puts(entry(KEY, 11, 1), published(8, 11)));
    feed.put(puts(entry(KEY + "2", 12, 1), published(9, 12)));
    assertThat(taken()).containsExactly(KEY, KEY + "2");
  }

  /** As after a restore of etcd: how many there were is not known any more. */
  @Test
  void aCountThatBeginsAnewHasTheQueueListed() {
    begin(10, published(7, 9));
    feed.settled(listedNothingAt(10), List.of());
    feed.put(puts(entry(KEY, 11, 1), published(1, 11)));
    assertThat(feed.take()).isEmpty();
    feed.settled(listedNothingAt(11), List.of());
    feed.put(puts(entry(KEY + "2", 12, 1), published(2, 12)));
    assertThat(taken()).containsExactly(KEY + "2");
  }

  /** Of another application, whose prefix begins like the key that is put along. */
  @Test
  void keysBetweenTheCountAndTheQueueAreNotTakenForMessages() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.put(puts(entry(KEYS.published() + "/c/03/0000000000001_h_0_x", 11, 1)));
    assertThat(feed.take().orElseThrow().isEmpty()).isTrue();
  }

  @Test
  void whatIsDistrustedIsListed() {
    begin(10);
    feed.settled(listedNothingAt(10), List.of());
    feed.distrust();
    assertThat(feed.take()).isEmpty();
  }

  @Test
  void distrustIsNotForgottenWhenADrainThatRunsSettles() {
    begin(10);
    feed.distrust();
    feed.settled(listedNothingAt(10), List.of());
    assertThat(feed.take()).isEmpty();
    feed.settled(listedNothingAt(10), List.of());
    assertThat(feed.take()).isPresent();
  }
}
