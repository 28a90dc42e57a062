package nexus.telemetry.block;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.UnreadableException;

/** The facts of a block in its stored form. The bytes are drawn at {@link BlockCodec}. */
final class FactColumns {

  private FactColumns() {}

  static void write(ByteSink sink, Runs<BlockFacts> facts) {
    Map<BlockFacts, Integer> distinct = new LinkedHashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      distinct.putIfAbsent(facts.value(i), distinct.size());
    }
    sink.putVarint(distinct.size());
    distinct.keySet().forEach(one -> write(sink, one));
    sink.putVarint(facts.size());
    long beforeMs = 0;
    for (int i = 0; i < facts.size(); i++) {
      if (i > 0) {
        sink.putVarint(facts.start(i) - beforeMs);
        beforeMs = facts.start(i);
      }
      sink.putVarint(distinct.get(facts.value(i)));
    }
  }

  private static void write(ByteSink sink, BlockFacts facts) {
    sink.putVarint(facts.set() + 1L);
    sink.putVarint(facts.labels().size());
    for (Map.Entry<String, String> label : facts.labels().entrySet()) {
      sink.putText(label.getKey());
      sink.putText(label.getValue());
    }
  }

  /**
   * Reads facts.
   *
   * @throws UnreadableException when there are none
   */
  static Runs<BlockFacts> read(ByteSource source) {
    int size = source.getCount(source.remaining() / 2, "sets of facts");
    List<BlockFacts> distinct = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      distinct.add(readOne(source));
    }
    int runs = source.getCount(source.remaining(), "runs of facts");
    Runs.Builder<BlockFacts> facts = new Runs.Builder<>();
    long startMs = 0;
    for (int i = 0; i < runs; i++) {
      startMs += i == 0 ? 0 : source.getVarint();
      add(source, facts, startMs, distinct.get(source.getCount(size - 1L, "as number of facts")));
    }
    return build(source, facts);
  }

  private static BlockFacts readOne(ByteSource source) {
    int set = source.getCount(BlockFacts.MAX_SETS, "as number of a set of facts") - 1;
    int size = source.getCount(BlockFacts.MAX_LABELS, "labels");
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      labels.put(source.getText("a label's name"), source.getText("a label's value"));
    }
    try {
      return new BlockFacts(set, labels);
    } catch (IllegalArgumentException e) {
      throw source.corrupt(e.getMessage());
    }
  }

  private static void add(
      ByteSource source, Runs.Builder<BlockFacts> facts, long startMs, BlockFacts one) {
    try {
      facts.from(startMs, one);
    } catch (IllegalArgumentException e) {
      throw source.corrupt(e.getMessage());
    }
  }

  private static Runs<BlockFacts> build(ByteSource source, Runs.Builder<BlockFacts> facts) {
    try {
      return facts.build();
    } catch (IllegalArgumentException e) {
      throw source.corrupt(e.getMessage());
    }
  }
}
