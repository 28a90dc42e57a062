package nexus.telemetry.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * The stored form of a block: columnar, checked by a checksum, exact for every double.
 *
 * <p>Every version begins with its number and the checksum, for ever: so a block that a newer
 * release wrote is known from one that is damaged.
 *
 * <pre>
 * Block without rows
 *   version       1 byte    1
 *   checksum      4 bytes   CRC-32C of all other bytes, little-endian
 *   time columns  varint    their number, then each:
 *     base        varint    0, or 1 + index of an earlier column that has base 0
 *     count       varint    number of samples; only with base 0, else that of the base
 *     length      varint    bytes of the series
 *     series                integers, scale 0: epoch milliseconds, or milliseconds after the base
 *   columns       varint    their number, then each, ascending by metric name:
 *     metric      varint    number in KnownMetrics, from 1; or 0, then the name:
 *       shared    1 byte    characters taken from the start of the name before
 *       length    1 byte    characters that follow
 *       text                those, ASCII
 *     times       varint    index of the time column
 *     length      varint    bytes of the series
 *     series                integers, exclusive or, or raw: the values
 *
 * Block with rows: samples that were appended later, without encoding the rest anew
 *   version       1 byte    2
 *   checksum      4 bytes   as above
 *   length        varint    bytes of the time columns and columns
 *   time columns, columns   as above
 *   rows                    up to the end, each:
 *     step        varint    milliseconds since the last sample of each metric in the row, 1 or more
 *     size        varint    0 for a sample of every column, else of how many
 *     samples               each, ascending by column:
 *       left out  varint    columns left out just before this one; none with size 0
 *       value               zigzag: difference from the metric's last value, both as integers at
 *                           the scale of its series; or, where that has none, 8 bytes,
 *                           little-endian
 *
 * Block with facts, or with series that labels tell apart
 *   version       1 byte    4
 *   checksum      4 bytes   as above
 *   length        varint    bytes of all that follows up to the rows
 *   facts         varint    number of different ones, then each:
 *     set         varint    1 + number of the set kept beside the blocks; 0 where none is told
 *     labels      varint    their number, then each name and value as texts
 *   runs          varint    number of stretches of time, then each:
 *     step        varint    milliseconds from the start before (of the first from 1970); none for
 *                           the first stretch, which begins with the block
 *     which       varint    index of its facts
 *   time columns  as above
 *   columns       as above, but for names of series without a number:
 *     shared      varint    characters taken from the start of the name before
 *     text                  the rest, a text
 *   rows          as above, also none
 * a text                    its bytes' number (varint) and UTF-8
 *
 * Series
 *   code          1 byte    high half: kind; low half: scale, the digits after the point
 *     kind 0, all equal
 *       first     zigzag
 *     kind 1, sparse deltas; kind 2, sparse deltas of deltas
 *       first     zigzag
 *       unit      varint    greatest common divisor of all deltas
 *       pairs               up to the end, the last zeros left out: how many residuals are zero
 *                           (varint), then one that is not (zigzag)
 *     kind 3, dense deltas; kind 4, dense deltas of deltas
 *       first     zigzag
 *       unit      varint
 *       low       1 byte    how many low bits of a residual are written as they are
 *       bits                each residual, zigzag: the bits above the low ones as so many ones and
 *                           a zero, then the low bits; or, where that takes 12 ones and more, 12
 *                           ones, its length − 1 (6 bits), all of it
 *     kind 5, exclusive or  bits, see XorSeries; scale 0
 *     kind 6, raw           8 bytes a double, little-endian; scale 0
 * </pre>
 *
 * <p>Varint and zigzag are those of Protocol Buffers, see {@link ByteSink}. A residual is a delta
 * of neighbours (or the delta of two such, where the delta before the first is 0) divided by the
 * unit. Bits start at the most significant one; the last byte is filled up with zeros. The encoder
 * takes the kind that it reckons smallest.
 *
 * <p>An example of 61 bytes (hexadecimal), four scrapes 15 s apart. The power is sampled 1 s later
 * than the rest, and the third metric begins and ends with −0.0, which is no decimal:
 *
 * <pre>
 * 01                          version
 * 5a 89 71 6a                 checksum
 * 02                          two time columns
 *   00 04 0b                    stands alone, 4 samples, 11 bytes:
 *     20 80a0abfef962 9875        deltas of deltas, first 1700000000000, unit 15000:
 *     00 02                       no zeros, +1; the other two residuals are zero
 *   01 03                       relative to column 0, 3 bytes:
 *     00 d00f                     all equal: 1000
 * 03                          three metric columns
 *   08 00 02                    DCGM_FI_DEV_GPU_TEMP, time column 0, 2 bytes:
 *     00 7a                       all equal: 61
 *   0a 01 07                    DCGM_FI_DEV_POWER_USAGE, time column 1, 7 bytes:
 *     32 c4d503 7d 00             dense deltas, scale 2, first 300.50, unit 1.25, no low bits:
 *     58                          0 10 110 and filled up: 0, −1, +1
 *   00 00 03 72706d 00 0c       0 shared, 3 more characters: rpm, time column 0, 12 bytes:
 *     50 8000000000000000         exclusive or, first −0.0
 *     c0 02 a0                    11 000000 000000 1 (the sign), 0 (equal), 10 1 (the sign)
 * </pre>
 *
 * <p>Ten DCGM metrics scraped every 15 s for an hour take about 0.34 bytes a sample, most of it the
 * noise of the power draw. Deflating the body was tried: it saves 0.6 % of that and takes as long
 * as all the rest, so there is none. Fed scrape by scrape, with up to 23 rows, they take 0.39.
 */
public final class BlockCodec {

  static final int VERSION = 1;

  /** Version of a block to which rows were appended. */
  static final int WITH_ROWS = 2;

  /** Version of a block with facts, or with labels in the names of series. */
  static final int WITH_FACTS = 4;

  /** Never a version: eight bytes that are all ones have a checksum that is right. */
  private static final int NO_VERSION = 0xFF;

  private static final int HEADER = 1 + Integer.BYTES;

  private BlockCodec() {}

  /**
   * The stored form of a block.
   *
   * @throws IllegalArgumentException when it is no valid block, or has more than {@value
   *     Block#MAX_SAMPLES} samples
   */
  public static byte[] encode(Block block) {
    check(block);
    boolean plain = isPlain(block);
    TimeColumns.Writer times = new TimeColumns.Writer();
    ByteSink columns = new ByteSink();
    ByteSink values = new ByteSink();
    String previous = "";
    for (MetricColumn column : block.columns()) {
      putName(columns, column.metric(), previous, plain);
      columns.putVarint(times.indexOf(column.times()));
      values.clear();
      ValueSeries.write(values, column.values());
      columns.putCounted(values);
      previous = column.metric();
    }
    ByteSink body = new ByteSink();
    if (!plain) {
      FactColumns.write(body, block.facts());
    }
    times.write(body);
    body.putVarint(block.columns().size());
    body.put(columns);
    ByteSink sink = new ByteSink();
    sink.putByte(plain ? VERSION : WITH_FACTS);
    sink.putIntLittle(0);
    if (plain) {
      sink.put(body);
    } else {
      sink.putCounted(body);
    }
    return sealed(sink.toByteArray());
  }

  /** Whether a block has nothing that needs the newest version. */
  private static boolean isPlain(Block block) {
    return block.facts().equals(BlockUpdate.UNTOLD)
        && block.columns().stream().noneMatch(column -> SeriesName.hasLabels(column.metric()));
  }

  /**
   * The block of a stored form.
   *
   * @throws UnreadableException when the bytes are none
   * @throws NewerFormatException when they are one of a newer version
   */
  public static Block decode(byte[] bytes) {
    return decode(bytes, metric -> true);
  }

  /**
   * The block of a stored form, with only the metrics asked for; the others are not decoded.
   *
   * @param metrics tells by name whether a metric is wanted
   * @throws UnreadableException when the bytes are none
   * @throws NewerFormatException when they are one of a newer version
   */
  public static Block decode(byte[] bytes, Predicate<String> metrics) {
    return read(bytes, metrics).block();
  }

  /** A block that was read, with what it takes to append to it. */
  record Read(Runs<BlockFacts> facts, List<StoredColumn> columns, int rows) {
    Block block() {
      return new Block(
          columns.stream().filter(StoredColumn::wanted).map(StoredColumn::column).toList(), facts);
    }
  }

  static Read read(byte[] bytes, Predicate<String> metrics) {
    ByteSource source = open(bytes);
    boolean plain = bytes[0] != WITH_FACTS;
    ByteSource body = bytes[0] == VERSION ? source : source.getCounted("block without rows");
    Runs<BlockFacts> facts = plain ? BlockUpdate.UNTOLD : FactColumns.read(body);
    TimeColumns.Reader times = new TimeColumns.Reader(body);
    int size = body.getCount(body.remaining() / 3, "metric columns");
    List<StoredColumn> columns = new ArrayList<>(size);
    String previous = "";
    long samples = 0;
    for (int i = 0; i < size; i++) {
      String metric = getName(body, previous, plain);
      int time = body.getCount(times.size() - 1L, "as number of a time column");
      ByteSource values = body.getCounted("values");
      samples += times.count(time);
      if (samples > Block.MAX_SAMPLES) {
        throw body.corrupt("more than " + Block.MAX_SAMPLES + " samples");
      }
      boolean wanted = metrics.test(metric);
      columns.add(
          new StoredColumn(
              metric,
              ValueSeries.scale(values),
              wanted ? times.times(time) : null,
              wanted ? ValueSeries.read(values, times.count(time)) : null));
      previous = metric;
    }
    body.finish();
    return new Read(facts, columns, body == source ? 0 : BlockRows.read(source, columns, samples));
  }

  /** The stored form with rows behind all that it holds. */
  static byte[] append(byte[] stored, ByteSink rows) {
    ByteSink sink = new ByteSink();
    sink.putByte(stored[0] == WITH_FACTS ? WITH_FACTS : WITH_ROWS);
    sink.putIntLittle(0);
    if (stored[0] == VERSION) {
      sink.putVarint(stored.length - HEADER);
    }
    sink.put(stored, HEADER);
    sink.put(rows);
    return sealed(sink.toByteArray());
  }

  private static void check(Block block) {
    String previous = "";
    long samples = 0;
    for (MetricColumn column : block.columns()) {
      String metric = column.metric();
      if (!SeriesName.isValid(metric) || metric.compareTo(previous) <= 0) {
        throw new IllegalArgumentException("metric " + metric + " after " + previous);
      }
      checkTimes(column);
      previous = metric;
      samples += column.size();
    }
    if (samples > Block.MAX_SAMPLES) {
      throw new IllegalArgumentException(
          samples + " samples, at most " + Block.MAX_SAMPLES + " can be");
    }
  }

  private static void checkTimes(MetricColumn column) {
    long[] times = column.times();
    if (times.length == 0) {
      throw new IllegalArgumentException(column.metric() + " has no sample");
    }
    for (int i = 1; i < times.length; i++) {
      if (times[i] <= times[i - 1]) {
        throw new IllegalArgumentException(column.metric() + ": time " + times[i] + " repeats");
      }
    }
  }

  private static void putName(ByteSink sink, String name, String previous, boolean plain) {
    int number = KnownMetrics.number(name);
    sink.putVarint(number);
    if (number > 0) {
      return;
    }
    int shared = shared(name, previous);
    if (plain) {
      sink.putByte(shared);
      sink.putByte(name.length() - shared);
      sink.putAscii(name, shared);
    } else {
      sink.putVarint(shared);
      sink.putText(name.substring(shared));
    }
  }

  /** How many characters two names begin with alike; a surrogate pair is not cut. */
  private static int shared(String name, String previous) {
    int shared = 0;
    int most = Math.min(name.length(), previous.length());
    while (shared < most && name.charAt(shared) == previous.charAt(shared)) {
      shared++;
    }
    return shared > 0 && Character.isHighSurrogate(name.charAt(shared - 1)) ? shared - 1 : shared;
  }

  private static String getName(ByteSource source, String previous, boolean plain) {
    int number = source.getCount(KnownMetrics.NAMES.size(), "as number of a metric name");
    String name;
    if (number > 0) {
      name = KnownMetrics.NAMES.get(number - 1);
    } else {
      int shared = plain ? source.getByte() : source.getCount(previous.length(), "shared");
      if (shared > previous.length()) {
        throw source.corrupt(shared + " characters shared with " + previous);
      }
      name =
          previous.substring(0, shared)
              + (plain ? source.getLatin1(source.getByte()) : source.getText("a name"));
    }
    boolean valid = plain ? Names.isValid(name) : SeriesName.isValid(name);
    if (!valid || name.compareTo(previous) <= 0) {
      throw source.corrupt("metric name \"" + name + "\" after \"" + previous + "\"");
    }
    return name;
  }

  /** Writes the checksum into its place. */
  static byte[] sealed(byte[] bytes) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(1, checksum(bytes));
    return bytes;
  }

  /**
   * Checks that bytes are a block of a known version, by their checksum; what is in it is not read.
   *
   * @throws UnreadableException when they are none
   * @throws NewerFormatException when they are one of a newer version
   */
  public static void check(byte[] bytes) {
    open(bytes);
  }

  private static ByteSource open(byte[] bytes) {
    ByteSource source = new ByteSource(bytes, 0, bytes.length);
    int version = source.getByte();
    if (StoredFormat.BLOCK.isNewer(version) && version < NO_VERSION && isSealed(bytes)) {
      throw new NewerFormatException(StoredFormat.BLOCK, Integer.toString(version));
    }
    if (version != VERSION && version != WITH_ROWS && version != WITH_FACTS) {
      throw source.corrupt(
          "format version " + version + ", known are 1 to " + StoredFormat.BLOCK.read());
    }
    int stored = source.getIntLittle();
    int actual = checksum(bytes);
    if (stored != actual) {
      throw source.corrupt(
          String.format("checksum %08x is stored, %08x is that of the bytes", stored, actual));
    }
    return source;
  }

  /** Whether version and checksum are those of a block, as they will be in every version. */
  private static boolean isSealed(byte[] bytes) {
    return bytes.length >= HEADER
        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(1) == checksum(bytes);
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, 1);
    checksum.update(bytes, HEADER, bytes.length - HEADER);
    return (int) checksum.getValue();
  }
}
