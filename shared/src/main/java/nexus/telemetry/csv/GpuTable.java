package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.csv.gpus.FactCollector;
import nexus.telemetry.csv.gpus.GpuRows;
import nexus.telemetry.csv.gpus.Holdings;
import nexus.telemetry.csv.gpus.MigInstance;
import nexus.telemetry.csv.gpus.UuidPlaces;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.csv.rows.SliceMap;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * The GPUs of the rows read so far, found by host, index and, of a MIG instance, {@code GPU_I_ID}.
 * An instance is a GPU of its own, {@code {gpu}.{GPU_I_ID}}, never mixed with the whole one.
 */
final class GpuTable {

  /** Bytes of a key besides its characters, about. */
  private static final int KEY_BYTES = 40;

  private final FactCollector.Places places;
  private final Holdings holdings;
  private final int host;
  private final int gpu;
  private final MigInstance mig;
  private final FilledColumns blanks;

  private final SliceMap<GpuRows> table = new SliceMap<>();
  private final Map<GpuId, GpuRows> all = new HashMap<>();
  private char[] key = new char[256];

  /** Number of the file that is read. */
  private int file;

  /** GPUs that have rows since the last {@link #take}. */
  private final List<GpuRows> begun = new ArrayList<>();

  /** Characters of the names added since then. */
  private int freshCharacters;

  GpuTable(CsvHeader header, Holdings holdings) {
    this.holdings = holdings;
    places = FactColumns.of(header);
    host = header.place(Column.HOSTNAME);
    gpu = header.place(Column.GPU_ID);
    mig = FactColumns.instances(header);
    blanks = new FilledColumns(header);
  }

  /**
   * The row's GPU, with the row's facts taken.
   *
   * @throws RowRejected when the row does not say which GPU it is, or one more would be too many
   */
  GpuRows find(RowFields row) throws RowRejected {
    String instanceId = mig.of(row);
    int length = key(row, instanceId);
    GpuRows rows = table.get(key, 0, length);
    // Blanks are never in the table.
    if (rows == null && blanks.fillBlanks(row)) {
      length = key(row, instanceId);
      rows = table.get(key, 0, length);
    }
    if (rows == null) {
      rows = add(row, instanceId, length);
    } else if (!rows.begin()) {
      throw tooMany();
    }
    rows.facts().learn(row);
    return rows;
  }

  /** Notes that a GPU has rows; false where too many others have some. */
  boolean begin(GpuRows rows) {
    rows.ofFile(file);
    return begun.size() < Rules.MAX_GPUS && begun.add(rows);
  }

  /** The rows from here on are those of another file. */
  void nextFile() {
    file++;
  }

  /**
   * Takes the samples of every GPU that has some, ascending by GPU. None are left here.
   *
   * @param uuids is told the UUIDs that rows said
   */
  List<GpuSamples> take(UuidPlaces uuids) {
    freshCharacters = 0;
    begun.forEach(rows -> rows.facts().tell(facts -> uuids.learn(rows.id(), facts)));
    Map<GpuId, GpuSamples> some = new TreeMap<>();
    begun.stream()
        .map(GpuRows::take)
        .flatMap(List::stream)
        .filter(samples -> !samples.columns().isEmpty())
        .forEach(samples -> some.merge(samples.gpu(), samples, GpuSamples::plus));
    begun.clear();
    return List.copyOf(some.values());
  }

  private GpuRows add(RowFields row, String instanceId, int length) throws RowRejected {
    GpuId id = new GpuId(name(row.string(host), host, "host name"), index(row, instanceId));
    if (freshCharacters + length > Rules.MAX_NAME_CHARACTERS) {
      throw new RowRejected(
          gpu,
          "the names of the chunk's GPUs have more than "
              + Rules.MAX_NAME_CHARACTERS
              + " characters");
    }
    GpuRows rows = all.get(id);
    if (rows == null) {
      rows = add(id);
    } else if (!rows.begin()) {
      throw tooMany();
    }
    freshCharacters += length;
    holdings.keep(KEY_BYTES + 2L * length);
    table.add(key, 0, length, rows);
    return rows;
  }

  /** A GPU may be written in several ways; whichever it is, it is the same one. */
  private GpuRows add(GpuId id) throws RowRejected {
    GpuRows rows = new GpuRows(id, this::begin, places, holdings);
    if (!rows.begin()) {
      throw tooMany();
    }
    all.put(id, rows);
    return rows;
  }

  private RowRejected tooMany() {
    return new RowRejected(gpu, "the chunk has more than " + Rules.MAX_GPUS + " GPUs");
  }

  private String index(RowFields row, String instanceId) throws RowRejected {
    if (GpuId.isModel(row.string(gpu))) {
      throw new RowRejected(
          gpu, "the GPU index is the name of a model, and nothing else says which GPU it is");
    }
    String written = name(GpuId.number(row.string(gpu)), gpu, "GPU index");
    String index;
    try {
      index = GpuId.index(written, instanceId);
    } catch (InvalidInputException e) {
      throw new RowRejected(gpu, e.getMessage());
    }
    if (!Names.isValid(index)) {
      throw new RowRejected(mig.place(), "the MIG instance is no name: " + Rules.NAME);
    }
    return index;
  }

  private static String name(String text, int place, String what) throws RowRejected {
    if (MissingWords.is(text)) {
      throw new RowRejected(place, "the " + what + " is missing");
    } else if (!Names.isValid(text)) {
      throw new RowRejected(place, "the " + what + " is no name: " + Rules.NAME);
    }
    return text;
  }

  /** Writes the row's key; returns its length. No name holds a newline. */
  private int key(RowFields row, String instanceId) {
    int hostLength = row.length(host);
    int gpuLength = row.length(gpu);
    int length = hostLength + gpuLength + instanceId.length() + 2;
    if (length > key.length) {
      key = new char[2 * length];
    }
    System.arraycopy(row.text(), row.start(host), key, 0, hostLength);
    key[hostLength] = '\n';
    System.arraycopy(row.text(), row.start(gpu), key, hostLength + 1, gpuLength);
    key[hostLength + 1 + gpuLength] = '\n';
    instanceId.getChars(0, instanceId.length(), key, hostLength + gpuLength + 2);
    return length;
  }
}
