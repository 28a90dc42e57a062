package nexus.telemetry.query.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.letters.DeadLetters;
import nexus.telemetry.letters.Letter;
import nexus.telemetry.letters.Quarantine.Damaged;

/**
 * What cannot be read of one GPU's blocks: those that were set aside before, and those that are
 * found to be damaged on the way.
 */
public final class MissingSpans {

  /** Letters read, and damaged blocks told of, in one answer. */
  public static final int MOST = 300;

  /** Damaged blocks that are set aside in one request. */
  static final int MOST_KEPT = 20;

  private static final String OF_NOBODY =
      "whose samples these are is not known: the facts that their block refers to are not there";

  private static final int MAX_REASON = 200;

  private final Keyspace keys;
  private final String cluster;
  private final long spanMs;
  private final Map<String, Missing> byLetter = new TreeMap<>();
  private final List<Damaged> found = new ArrayList<>();
  private final List<Missing> ofNobody = new ArrayList<>();
  private int told;
  private long tooManyFromMs = Long.MAX_VALUE;

  /**
   * @param spanMs span of a block: no block reaches beyond its own
   * @param letters the GPU's blocks' letters, the first {@value #MOST}
   */
  public MissingSpans(Keyspace keys, String cluster, long spanMs, Page letters) {
    this.keys = keys;
    this.cluster = cluster;
    this.spanMs = spanMs;
    DeadLetters.letters(keys, cluster, letters).forEach(this::add);
    if (letters.more()) {
      tooManyFromMs = byLetter.values().stream().mapToLong(Missing::fromMs).max().orElse(0);
    }
  }

  private void add(Letter letter) {
    if (letter.place().isPresent() && letter.place().get() instanceof LetterKey.OfBlock block) {
      add(letter.key(), block.startMs(), letter.reason(), letter.key());
    }
  }

  private void add(String letterKey, long startMs, String reason, String toldKey) {
    long endMs = startMs - Math.floorMod(startMs, spanMs) + spanMs;
    byLetter.put(letterKey, new Missing(startMs, endMs, cut(reason), toldKey));
  }

  /** As much of a reason as is told. */
  static String cut(String reason) {
    return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
  }

  /** Notes a block that cannot be read. */
  public void add(Entry block, String reason) {
    long startMs = Keyspace.blockStart(block.key());
    Damaged damaged = Damaged.of(block, reason);
    String letterKey = damaged.letterKey(keys, cluster);
    if (byLetter.containsKey(letterKey)) {
      return;
    }
    if (told == MOST || startMs > tooManyFromMs) {
      tooManyFromMs = Math.min(tooManyFromMs, startMs);
      return;
    }
    told++;
    boolean isKept = found.size() < MOST_KEPT;
    if (isKept) {
      found.add(damaged);
    }
    add(letterKey, startMs, reason, isKept ? letterKey : "");
  }

  /**
   * Notes samples of facts that are not there, so that they may be those asked for. Their block can
   * be read, and is not set aside. Those that follow each other are told of together.
   *
   * @param fromMs time of the first, epoch milliseconds
   * @param toMs behind the last
   */
  public void addOfNobody(long fromMs, long toMs) {
    int last = ofNobody.size() - 1;
    if (last >= 0 && (last + 1 >= MOST || ofNobody.get(last).toMs() >= fromMs - spanMs)) {
      Missing before = ofNobody.remove(last);
      ofNobody.add(
          new Missing(
              Math.min(before.fromMs(), fromMs), Math.max(before.toMs(), toMs), OF_NOBODY, ""));
    } else {
      ofNobody.add(new Missing(fromMs, toMs, OF_NOBODY, ""));
    }
  }

  /** Damaged blocks found on the way that have no letter yet, the first {@value #MOST_KEPT}. */
  public List<Damaged> found() {
    return found;
  }

  /** What is missing of {@code [fromMs, toMs)}, ascending by time. */
  public List<Missing> within(long fromMs, long toMs) {
    List<Missing> missing = new ArrayList<>();
    Stream.concat(byLetter.values().stream(), ofNobody.stream())
        .filter(span -> span.overlaps(fromMs, toMs))
        .sorted(Comparator.comparingLong(Missing::fromMs))
        .forEach(span -> missing.add(span.within(fromMs, toMs)));
    if (tooManyFromMs < toMs) {
      Missing rest =
          new Missing(
              tooManyFromMs,
              Long.MAX_VALUE,
              "more blocks cannot be read than can be told of: ask for less time",
              "");
      missing.add(rest.within(fromMs, toMs));
    }
    return missing;
  }
}
