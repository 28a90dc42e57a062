package nexus.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One line of a history, in Jepsen's form: a process invokes something, and later is told what
 * became of it.
 *
 * <pre>
 * {:index 0, :time 125000, :process 3, :type :invoke, :f :upload,
 *  :value {:upload 7, :samples [["node-1/0 DCGM_FI_DEV_GPU_UTIL" 1752845053000 41.0]]}}
 * {:index 1, :time 9125000, :process 3, :type :ok, :f :upload, :value {:upload 7}}
 * </pre>
 *
 * <p>An upload's samples are told where it is first invoked. What a read found is told where it is
 * {@code :ok}, and with it {@code :final true} where nothing else happened any more.
 *
 * @param index place in the history, ascending
 * @param process who; one whose outcome is {@code :info} does nothing any more
 * @param type {@code :invoke}, or {@code :ok} (done), {@code :fail} (not done) or {@code :info}
 *     (nobody knows)
 * @param f {@code :upload} or {@code :read}
 * @param upload which upload; -1 where it is none
 * @param samples samples sent or found, in their order
 * @param subject what was read: of two reads of one, the later finds no less; empty for none
 * @param revision the store's revision that was told; -1 for none
 * @param last whether this is one of the reads when all was quiet
 */
record Operation(
    long index,
    long process,
    String type,
    String f,
    long upload,
    List<Sample> samples,
    String subject,
    long revision,
    boolean last) {

  /**
   * A sample of a series.
   *
   * @param series its name, whatever that is
   * @param timeMs epoch milliseconds
   */
  record Sample(String series, long timeMs, double value) {}

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is no operation
   */
  static Operation read(String line) {
    Map<?, ?> all = map(Edn.read(line));
    Map<?, ?> value = all.get(":value") instanceof Map<?, ?> map ? map : Map.of();
    Object subject = value.get(":subject");
    return new Operation(
        number(all, ":index", -1),
        number(all, ":process", -1),
        String.valueOf(all.get(":type")),
        String.valueOf(all.get(":f")),
        number(value, ":upload", -1),
        samples(value.get(":samples")),
        subject instanceof String text ? text : "",
        number(value, ":revision", -1),
        Boolean.TRUE.equals(value.get(":final")));
  }

  private static Map<?, ?> map(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("an operation is a map");
  }

  private static long number(Map<?, ?> map, String key, long otherwise) {
    Object value = map.get(key);
    if (value == null || value instanceof Edn.Nil) {
      return otherwise;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(key + " is no whole number: " + value);
  }

  private static List<Sample> samples(Object value) {
    List<Sample> samples = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object one : list) {
        samples.add(sample(one));
      }
    }
    return samples;
  }

  private static Sample sample(Object value) {
    if (value instanceof List<?> three
        && three.size() == 3
        && three.get(0) instanceof String series
        && three.get(1) instanceof Long timeMs
        && three.get(2) instanceof Number number) {
      return new Sample(series.intern(), timeMs, number.doubleValue());
    }
    throw new IllegalArgumentException("a sample is [series time value], not " + value);
  }
}
