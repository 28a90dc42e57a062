package nexus.telemetry.csv.labels;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.csv.rows.DescribedGpu;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.fields.OtherEntities;

/**
 * What labels say of where a value was measured; each is empty where they do not say it.
 *
 * @param host the host
 * @param instance where it was scraped, without the port: the host where nothing better is known
 * @param gpu index of the GPU
 * @param uuid UUID of the GPU
 * @param described what else they say of the GPU
 * @param other whether they say what else it was measured at, such as a switch
 * @param mig whether they may name a MIG instance
 */
public record LabelledPlace(
    String host,
    String instance,
    String gpu,
    String uuid,
    DescribedGpu described,
    boolean other,
    boolean mig) {

  public static final LabelledPlace NOTHING =
      new LabelledPlace("", "", "", "", DescribedGpu.NOTHING, false, false);

  /** Labels that name the host, the most telling one first. */
  private static final List<String> HOST =
      List.of("hostname", "host", "node", "node_name", "nodename", "kubernetes_node");

  private static final List<String> GPU =
      List.of("gpu", "gpu_id", "gpu_index", "index", "minor_number");

  private static final List<String> DEVICE = List.of("device");

  private static final List<String> UUID = List.of("uuid", "gpu_uuid");

  private static final List<String> INSTANCE = List.of("instance", "exported_instance");

  private static final List<String> MODEL =
      List.of("modelname", "model_name", "model", "gpu_model", "gpu_name", "name");

  private static final List<String> SERIAL = List.of("serial", "gpu_serial", "board_serial");

  private static final Pattern TARGET =
      Pattern.compile("(?:https?://)?(?:\\[([^\\]]*+)\\]|([^:/\\[]++))(?::\\d++)?(?:/.*+)?");

  private static final Pattern NUMBERED_DEVICE = Pattern.compile("nvidia(\\d{1,6})");
  private static final Pattern DIGITS = Pattern.compile("\\d++");

  /** Reads labels as Prometheus writes them, with braces or without. */
  public static LabelledPlace of(String labels) {
    return of(labels.toCharArray(), 0, labels.length());
  }

  /** Reads those that stand there. */
  public static LabelledPlace of(char[] labels, int from, int to) {
    LabelText text = new LabelText(labels, from, to);
    Map<String, String> pairs = new HashMap<>();
    boolean other = false;
    while (text.next()) {
      String value = text.value();
      if (!MissingWords.is(value)) {
        String key = text.key().toLowerCase(Locale.ROOT);
        pairs.putIfAbsent(key, value.strip());
        other |= OtherEntities.isLabel(key);
      }
    }
    String gpu = first(pairs, GPU);
    return new LabelledPlace(
        first(pairs, HOST),
        hostOf(first(pairs, INSTANCE)),
        gpu.isEmpty() ? numberOf(first(pairs, DEVICE)) : gpu,
        first(pairs, UUID),
        new DescribedGpu(first(pairs, MODEL), first(pairs, DEVICE), first(pairs, SERIAL)),
        other,
        InstanceWords.areIn(labels, from, to));
  }

  /** Whether they name a GPU. */
  public boolean hasGpu() {
    return !gpu.isEmpty() || !uuid.isEmpty();
  }

  private static String first(Map<String, String> pairs, List<String> names) {
    for (String name : names) {
      String value = pairs.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /**
   * The host of what is scraped, such as {@code node01:9400}, {@code [fe80::1]:9400} or {@code
   * http://node01:9400/metrics}; empty for a number, which names none.
   */
  public static String hostOf(String instance) {
    Matcher target = TARGET.matcher(instance);
    String host =
        !target.matches() ? instance : target.group(1) == null ? target.group(2) : target.group(1);
    return DIGITS.matcher(host).matches() ? "" : host;
  }

  /** The number of a device such as {@code nvidia0}; empty where it has none. */
  public static String numberOf(String device) {
    if (device.isEmpty()) {
      return "";
    }
    Matcher numbered = NUMBERED_DEVICE.matcher(device);
    return numbered.matches() ? numbered.group(1) : "";
  }
}
