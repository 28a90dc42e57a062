package nexus.telemetry.capture.series;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A series as OpenTelemetry's <a
 * href="https://opentelemetry.io/docs/specs/semconv/hardware/gpu/">conventions for hardware</a>
 * name it, under the name that the dictionary has for it. There one name is of much: attributes say
 * of what kind of hardware, of which sensor, in which direction.
 *
 * <pre>
 * hw.temperature{hw.type="gpu", hw.sensor_location="memory"}     hw.gpu.temperature.memory
 * hw.gpu.utilization{hw.gpu.task="general"}                      hw.gpu.utilization
 * hw.gpu.utilization{hw.gpu.task="encoder"}                      hw.gpu.utilization.encoder
 * hw_gpu_utilization_ratio{hw_gpu_task="x"}, of a Prometheus     hw.gpu.utilization.x_ratio
 * hw.temperature{hw.type="cpu"}                                  hw.temperature
 * </pre>
 *
 * <p>What attributes say stands in the name, so that what the dictionary does not know is another
 * metric, and never a value of one that it knows. Attributes that only describe are left out.
 *
 * @param name such as {@code hw.gpu.temperature.memory}
 * @param labels the labels that are left, without braces
 */
public record HardwareSeries(String name, String labels) {

  private static final Pattern NAME =
      Pattern.compile("hw[._](.*?)((?:_(?:ratio|percent|celsius|watts|joules|bytes))?(?:_total)?)");

  /** What all hardware has, and the dictionary has of GPUs. */
  private static final Set<String> COMMON = Set.of("temperature", "power", "energy");

  /** Describes the hardware, and tells no series apart. */
  private static final Set<String> DESCRIBING =
      Set.of("hw_type", "hw_vendor", "hw_name", "hw_parent", "hw_firmware_version");

  /** Attributes that are called otherwise as labels. */
  private static final Map<String, String> LABELS =
      Map.of(
          "hw_model", "model",
          "hw_driver_version", "driver_version",
          "hw_serial_number", "serial");

  /** Ends of names of attributes that say what is measured. */
  private static final Pattern SAYING =
      Pattern.compile(
          "(.*_)?(task|sensor_?location|sensor|direction|error_type|limit_type|state|memory_type)");

  /** Values of these that say what the metric's name says already. */
  private static final Pattern USUAL =
      Pattern.compile("general|gpu|core|die|chip|framebuffer|frame_buffer|fb|vram|hbm|");

  private static final Pattern MEMORY = Pattern.compile("memory|mem|vram|hbm|dram|gddr");

  /** What stands around the word for a place. */
  private static final Pattern AROUND = Pattern.compile("^gpu_?\\d*_|_?(temp|temperature|sensor)$");

  private static final int LONGEST = 40;
  private static final Pattern INDEX = Pattern.compile("\\d{1,6}");

  /** Whether a metric is one of hardware. */
  public static boolean is(String metric) {
    return metric.startsWith("hw.") || metric.startsWith("hw_");
  }

  /**
   * Reads a series.
   *
   * @param metric a name for which {@link #is} holds
   * @param labels as Prometheus writes them, without braces
   */
  public static HardwareSeries of(String metric, String labels) {
    Map<String, String> all = pairs(labels);
    Matcher parts = NAME.matcher(metric);
    if (!parts.matches()) {
      return new HardwareSeries(metric, labels);
    }
    String bare = metric.startsWith("hw_") ? parts.group(1).replace('_', '.') : parts.group(1);
    String type = value(all.getOrDefault("hw_type", "\"\""));
    boolean gpu = type.equals("gpu");
    if (COMMON.contains(bare) && gpu) {
      bare = "gpu." + bare;
    }
    StringBuilder name = new StringBuilder("hw.").append(bare);
    if (!gpu && !type.isEmpty() && bare.startsWith("gpu.")) {
      name.append('.').append(type);
    }
    said(all).values().forEach(word -> name.append('.').append(word));
    return new HardwareSeries(name.append(parts.group(2)).toString(), left(all));
  }

  /** What attributes say that the name does not, by their names. */
  private static Map<String, String> said(Map<String, String> all) {
    Map<String, String> said = new TreeMap<>();
    all.forEach(
        (key, quoted) -> {
          String word = isSaying(key) ? place(value(quoted)) : "";
          boolean usual = USUAL.matcher(word).matches() && !isMemory(key, word);
          if (!usual) {
            said.put(key, isMemory(key, word) ? "memory" : word);
          }
        });
    return said;
  }

  /** Of what is not known, too: it may say anything. */
  private static boolean isSaying(String key) {
    boolean known = DESCRIBING.contains(key) || LABELS.containsKey(key) || key.equals("hw_id");
    return SAYING.matcher(key).matches() || (key.startsWith("hw_") && !known);
  }

  private static boolean isMemory(String key, String word) {
    return key.contains("sensor") && MEMORY.matcher(word).matches();
  }

  /** A value as part of a name. */
  private static String value(String quoted) {
    String word =
        quoted.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    return word.length() > LONGEST ? word.substring(0, LONGEST) : word;
  }

  private static String place(String word) {
    return AROUND.matcher(word).replaceAll("");
  }

  private static String left(Map<String, String> all) {
    Map<String, String> left = new LinkedHashMap<>();
    all.forEach(
        (key, quoted) -> {
          if (key.equals("hw_id")) {
            boolean index = INDEX.matcher(quoted.substring(1, quoted.length() - 1)).matches();
            left.putIfAbsent(index ? "gpu" : "UUID", quoted);
          } else if (!isSaying(key) && !DESCRIBING.contains(key)) {
            left.put(LABELS.getOrDefault(key, key), quoted);
          }
        });
    StringBuilder text = new StringBuilder();
    left.forEach(
        (key, quoted) ->
            text.append(text.length() == 0 ? "" : ",").append(key).append('=').append(quoted));
    return text.toString();
  }

  /** Names, with {@code _} for the points of those of hardware, and values in their quotes. */
  private static Map<String, String> pairs(String labels) {
    Map<String, String> pairs = new LinkedHashMap<>();
    int at = 0;
    for (int sign = labels.indexOf("=\""); sign > 0; sign = labels.indexOf("=\"", at)) {
      int end = sign + 2;
      while (end < labels.length() && labels.charAt(end) != '"') {
        end += labels.charAt(end) == '\\' ? 2 : 1;
      }
      end = Math.min(end + 1, labels.length());
      String key = labels.substring(at, sign).stripTrailing().replaceFirst("^[\\s,]+", "");
      String plain = key.replace('.', '_');
      boolean read = plain.startsWith("hw_") || SAYING.matcher(plain).matches();
      pairs.put(read ? plain : key, labels.substring(sign + 1, end));
      at = end;
    }
    return pairs;
  }
}
