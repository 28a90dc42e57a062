package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nexus.telemetry.fields.MissingWords;

/**
 * Columns that a file does not have, or leaves blank: what labels say, or what was given beside the
 * file, fills them.
 */
final class FilledColumns {

  /** Labels that name the host, the most telling one first. */
  private static final List<String> HOST =
      List.of("hostname", "host", "node", "node_name", "nodename", "kubernetes_node");

  private static final List<String> GPU =
      List.of("gpu", "gpu_id", "gpu_index", "index", "minor_number");

  private static final List<String> DEVICE = List.of("device");

  private static final List<String> UUID = List.of("uuid", "gpu_uuid");

  /** Where a scrape came from, which is the host where nothing better is known. */
  private static final List<String> INSTANCE = List.of("instance", "exported_instance");

  /** Most characters of labels that are remembered. */
  private static final int MAX_REMEMBERED = 8 << 20;

  /**
   * A column that is filled.
   *
   * @param column which
   * @param own place of the column of the file that may be blank; −1 where there is none
   * @param given what fills it where nothing else does; empty where nothing was given
   */
  record Filled(Column column, int own, String given) {}

  /** What labels say of a row's place. */
  private record Said(String host, String instance, String gpu, String uuid) {
    static final Said NOTHING = new Said("", "", "", "");
  }

  private final List<Filled> all;
  private final int first;
  private final int labels;
  private final int uuid;
  private SliceMap<Said> remembered = new SliceMap<>();
  private int characters;

  FilledColumns(CsvHeader header) {
    all = header.filled();
    first = header.columns().size();
    labels = header.place(Column.LABELS_RAW);
    uuid = header.place(Column.UUID);
  }

  /** Whether there is something to fill. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Fills the columns of a row that was split. */
  void fill(RowFields row) {
    Said said = null;
    for (int i = 0; i < all.size(); i++) {
      Filled filled = all.get(i);
      int own = filled.own();
      if (own >= 0 && !isMissing(row, own)) {
        row.keep(first + i, row.text(), row.start(own), row.length(own));
        continue;
      }
      said = said == null ? said(row) : said;
      String text = fill(filled, said, row);
      row.keep(first + i, text.toCharArray(), 0, text.length());
    }
  }

  private String fill(Filled filled, Said said, RowFields row) {
    return switch (filled.column()) {
      case HOSTNAME -> firstOf(said.host, filled.given(), said.instance);
      case GPU_ID ->
          firstOf(said.gpu, said.uuid, uuid < 0 || isMissing(row, uuid) ? "" : row.string(uuid));
      default -> filled.given();
    };
  }

  private static String firstOf(String first, String second, String third) {
    return first.isEmpty() ? (second.isEmpty() ? third : second) : first;
  }

  private static boolean isMissing(RowFields row, int place) {
    return MissingWords.is(row.text(), row.start(place), row.end(place));
  }

  private Said said(RowFields row) {
    if (labels < 0 || row.isEmpty(labels)) {
      return Said.NOTHING;
    }
    int from = row.start(labels);
    int to = row.end(labels);
    Said said = remembered.get(row.text(), from, to);
    if (said == null) {
      said = read(row, from, to);
      characters += to - from;
      if (characters > MAX_REMEMBERED) {
        characters = 0;
        remembered = new SliceMap<>();
      }
      remembered.add(row.text(), from, to, said);
    }
    return said;
  }

  private static Said read(RowFields row, int from, int to) {
    Map<String, String> pairs = new java.util.HashMap<>();
    LabelText text = new LabelText(row.text(), from, to);
    while (text.next()) {
      if (!MissingWords.is(text.value())) {
        pairs.putIfAbsent(text.key().toLowerCase(Locale.ROOT), text.value().strip());
      }
    }
    String gpu = first(pairs, GPU);
    return new Said(
        first(pairs, HOST),
        withoutPort(first(pairs, INSTANCE)),
        gpu.isEmpty() ? number(first(pairs, DEVICE)) : gpu,
        first(pairs, UUID));
  }

  private static String first(Map<String, String> pairs, List<String> names) {
    List<String> found = new ArrayList<>();
    names.forEach(name -> found.add(pairs.getOrDefault(name, "")));
    return found.stream().filter(value -> !value.isEmpty()).findFirst().orElse("");
  }

  private static String withoutPort(String instance) {
    return instance.replaceFirst(":\\d+$", "");
  }

  /** The number of a device such as {@code nvidia0}. */
  private static String number(String device) {
    return device.matches("nvidia\\d{1,6}") ? device.substring("nvidia".length()) : "";
  }
}
