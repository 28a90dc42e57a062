package nexus.telemetry.csv;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nexus.telemetry.fields.MissingWords;

/**
 * What labels say of where a value was measured; each is empty where they do not say it.
 *
 * @param host the host
 * @param instance where it was scraped, without the port: the host where nothing better is known
 * @param gpu index of the GPU
 * @param uuid UUID of the GPU
 */
public record LabelledPlace(String host, String instance, String gpu, String uuid) {

  static final LabelledPlace NOTHING = new LabelledPlace("", "", "", "");

  /** Labels that name the host, the most telling one first. */
  private static final List<String> HOST =
      List.of("hostname", "host", "node", "node_name", "nodename", "kubernetes_node");

  private static final List<String> GPU =
      List.of("gpu", "gpu_id", "gpu_index", "index", "minor_number");

  private static final List<String> DEVICE = List.of("device");

  private static final List<String> UUID = List.of("uuid", "gpu_uuid");

  private static final List<String> INSTANCE = List.of("instance", "exported_instance");

  /** Reads labels as Prometheus writes them, with braces or without. */
  public static LabelledPlace of(String labels) {
    return of(new LabelText(labels.toCharArray(), 0, labels.length()));
  }

  static LabelledPlace of(LabelText text) {
    Map<String, String> pairs = new HashMap<>();
    while (text.next()) {
      if (!MissingWords.is(text.value())) {
        pairs.putIfAbsent(text.key().toLowerCase(Locale.ROOT), text.value().strip());
      }
    }
    String gpu = first(pairs, GPU);
    return new LabelledPlace(
        first(pairs, HOST),
        withoutPort(first(pairs, INSTANCE)),
        gpu.isEmpty() ? number(first(pairs, DEVICE)) : gpu,
        first(pairs, UUID));
  }

  /** Whether they name a GPU. */
  public boolean hasGpu() {
    return !gpu.isEmpty() || !uuid.isEmpty();
  }

  private static String first(Map<String, String> pairs, List<String> names) {
    return names.stream()
        .map(name -> pairs.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String withoutPort(String instance) {
    return instance.replaceFirst(":\\d+$", "");
  }

  /** The number of a device such as {@code nvidia0}. */
  private static String number(String device) {
    return device.matches("nvidia\\d{1,6}") ? device.substring("nvidia".length()) : "";
  }
}
