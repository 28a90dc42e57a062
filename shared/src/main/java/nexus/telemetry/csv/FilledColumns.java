package nexus.telemetry.csv;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import nexus.telemetry.csv.gpus.GivenHost;
import nexus.telemetry.csv.labels.LabelledPlace;
import nexus.telemetry.csv.rows.DescribedGpu;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.SliceMap;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.fields.OtherEntities;
import nexus.telemetry.model.GpuId;

/**
 * Columns that a file does not have, or leaves blank: what labels say, or what was given beside the
 * file, fills them.
 */
final class FilledColumns {

  /** Most characters of labels that are remembered. */
  private static final int MAX_REMEMBERED = 8 << 20;

  /** No name of such a family is shorter. */
  private static final int DEVICE_FAMILY = "DCGM_FI_DEV_CPU_".length();

  /**
   * A column that is filled.
   *
   * @param column which
   * @param own place of the column of the file that may be blank; −1 where there is none
   * @param given what fills it where nothing else does; empty where nothing was given
   */
  record Filled(Column column, int own, String given) {}

  private final CsvHeader header;
  private final List<Filled> all;
  private final int first;
  private final int labels;
  private final int host;
  private final int instance;
  private final int gpu;
  private final int ownGpu;
  private final int otherGpu;
  private final int metric;
  private final int device;
  private final int uuid;
  private final int busId;
  private final int model;

  /** Where else a row may say which GPU or host it is of. */
  private final DescribingColumns described;

  /** Columns that say what else than a GPU a row is of. */
  private final List<Integer> others;

  private final int date;
  private final int time;
  private SliceMap<LabelledPlace> remembered = new SliceMap<>();
  private int characters;

  FilledColumns(CsvHeader header) {
    this.header = header;
    all = header.filled();
    first = header.columns().size();
    labels = header.place(Column.LABELS_RAW);
    host = header.place(Column.HOSTNAME);
    instance = header.place(Column.INSTANCE);
    gpu = header.place(Column.GPU_ID);
    ownGpu = ownGpu(all, gpu);
    otherGpu = header.otherGpuPlace();
    metric = header.place(Column.METRIC_NAME);
    device = header.place(Column.DEVICE);
    uuid = header.place(Column.UUID);
    busId = header.place(Column.PCI_BUS_ID);
    model = header.place(Column.MODEL_NAME);
    described = DescribingColumns.of(header.columns());
    others =
        IntStream.range(0, first)
            .filter(i -> OtherEntities.isLabel(header.columns().get(i).toLowerCase(Locale.ROOT)))
            .boxed()
            .toList();
    date = header.datePlace();
    time = header.timePlace();
  }

  /** Whether there is something to fill. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Fills the columns of a row that was split. */
  void fill(RowFields row) {
    LabelledPlace said = null;
    for (int i = 0; i < all.size(); i++) {
      Filled filled = all.get(i);
      int own = filled.own();
      if (own >= 0 && isSaid(filled.column(), row, own)) {
        row.keep(first + i, row.text(), row.start(own), row.length(own));
        continue;
      }
      said = said == null ? said(row) : said;
      String text = fill(filled, said, row);
      row.keep(first + i, text);
    }
  }

  private String fill(Filled filled, LabelledPlace said, RowFields row) {
    return switch (filled.column()) {
      case HOSTNAME -> host(said, filled.given(), row);
      case GPU_ID -> gpu(said, filled.given(), row);
      case TIMESTAMP -> time(filled, row);
      case METRIC_NAME -> metric(filled, row);
      case MODEL_NAME -> model(row);
      default -> filled.given();
    };
  }

  private String metric(Filled filled, RowFields row) {
    if (header.influx().hasFields()) {
      return header.influx().metric(row);
    }
    String measured = header.influx().measurement(row);
    if (!measured.isEmpty()) {
      return measured;
    }
    String named = text(row, header.namePlace());
    return !named.isEmpty() && header.isMetricName(named) ? named : filled.given();
  }

  private String host(LabelledPlace said, String given, RowFields row) {
    if (!said.host().isEmpty()) {
      return said.host();
    }
    String scraped = firstOf(LabelledPlace.hostOf(text(row, instance)), said.instance(), "");
    if (given.isEmpty()) {
      return scraped;
    }
    row.giveHost(scraped.isEmpty() ? otherHost(row) : scraped);
    row.giveWorker(text(row, described.worker()).isEmpty() ? null : text(row, described.worker()));
    return given;
  }

  /** What another column says of the host, behind the column's name. */
  private String otherHost(RowFields row) {
    String said = text(row, described.host());
    return said.isEmpty() ? "" : header.columns().get(described.host()) + GivenHost.NAMED + said;
  }

  /** Of two columns of GPUs the one that may be of models has one. */
  private String model(RowFields row) {
    int place = isModel(row, ownGpu) ? ownGpu : otherGpu;
    return isModel(row, place) ? text(row, place) : "";
  }

  private static int ownGpu(List<Filled> all, int place) {
    return all.stream()
        .filter(filled -> filled.column() == Column.GPU_ID)
        .mapToInt(Filled::own)
        .findFirst()
        .orElse(place);
  }

  private static boolean isSaid(Column column, RowFields row, int own) {
    return !isMissing(row, own) && !(column == Column.GPU_ID && isModel(row, own));
  }

  private static boolean isModel(RowFields row, int place) {
    return place >= 0 && !row.isEmpty(place) && GpuId.isModel(row.string(place));
  }

  private String gpu(LabelledPlace said, String given, RowFields row) {
    boolean byOther = isModel(row, ownGpu) && !isModel(row, otherGpu);
    String other = byOther ? text(row, otherGpu) : "";
    String number = firstOf(other, said.gpu(), "");
    String numbered = number.isEmpty() ? LabelledPlace.numberOf(text(row, device)) : number;
    String named = numbered.isEmpty() ? firstOf(said.uuid(), text(row, uuid), "") : numbered;
    if (!named.isEmpty()) {
      return GpuId.uuidOfWhole(named);
    }
    String bus = text(row, busId);
    if (bus.isEmpty() && !given.isEmpty()) {
      row.giveGpu(described(said, row));
    }
    return bus.isEmpty() ? given : bus;
  }

  /** What the row says of a GPU that it does not name. */
  private DescribedGpu described(LabelledPlace said, RowFields row) {
    String own = firstOf(model(row), model < first ? text(row, model) : "", "");
    boolean isMetric =
        (model == header.namePlace() && header.isMetricName(own))
            || (header.influx().isMeasurementAt(model)
                && !header.influx().measurement(row).isEmpty());
    String which = firstOf(text(row, device), text(row, described.device()), "");
    return new DescribedGpu(isMetric ? "" : own, which, text(row, described.serial()))
        .or(said.described());
  }

  /**
   * Fills the file's own columns of host and GPU where the row leaves them blank; false where it
   * does not, or nothing else says them.
   */
  boolean fillBlanks(RowFields row) {
    boolean noHost = isBlank(row, host);
    boolean noGpu = isBlank(row, gpu) || (gpu < first && isModel(row, gpu));
    LabelledPlace said = noHost || noGpu ? said(row) : LabelledPlace.NOTHING;
    boolean hostFilled = noHost && put(row, host, host(said, "", row));
    boolean gpuFilled = noGpu && put(row, gpu, gpu(said, "", row));
    return hostFilled || gpuFilled;
  }

  private boolean isBlank(RowFields row, int own) {
    return own < first && isMissing(row, own);
  }

  private static boolean put(RowFields row, int own, String text) {
    if (!text.isEmpty()) {
      row.keep(own, text);
    }
    return !text.isEmpty();
  }

  /**
   * Whether the row of a long file is of something else that DCGM measures, by its metric's name,
   * or because labels say so and no GPU.
   */
  boolean isOfOther(RowFields row) {
    if (metric < 0 || header.format() != CsvHeader.Format.LONG) {
      return false;
    } else if (isOfOtherFamily(row)) {
      return true;
    }
    return isMissing(row, gpu) && saysOther(row) && gpu(said(row), "", row).isEmpty();
  }

  private boolean isOfOtherFamily(RowFields row) {
    boolean dcgm = row.length(metric) > DEVICE_FAMILY && row.text()[row.start(metric)] == 'D';
    return dcgm && OtherEntities.isFamily(row.string(metric));
  }

  private boolean saysOther(RowFields row) {
    return said(row).other() || others.stream().anyMatch(place -> !isMissing(row, place));
  }

  private String time(Filled filled, RowFields row) {
    if (date >= 0 && !isMissing(row, date) && !isMissing(row, time)) {
      return row.string(date) + ' ' + row.string(time);
    }
    row.giveTime();
    return filled.given();
  }

  private static String firstOf(String first, String second, String third) {
    return first.isEmpty() ? (second.isEmpty() ? third : second) : first;
  }

  private static String text(RowFields row, int place) {
    return place < 0 || isMissing(row, place) ? "" : row.string(place);
  }

  private static boolean isMissing(RowFields row, int place) {
    return MissingWords.is(row.text(), row.start(place), row.end(place));
  }

  private LabelledPlace said(RowFields row) {
    if (labels < 0 || row.isEmpty(labels)) {
      return LabelledPlace.NOTHING;
    }
    int from = row.start(labels);
    int to = row.end(labels);
    LabelledPlace said = remembered.get(row.text(), from, to);
    if (said == null) {
      said = LabelledPlace.of(row.text(), from, to);
      characters += to - from;
      if (characters > MAX_REMEMBERED) {
        characters = 0;
        remembered = new SliceMap<>();
      }
      remembered.add(row.text(), from, to, said);
    }
    if (!said.mig()) {
      row.sayNoInstance();
    }
    return said;
  }
}
