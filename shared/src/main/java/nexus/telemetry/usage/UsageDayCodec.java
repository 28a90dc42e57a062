package nexus.telemetry.usage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * The stored form of a {@link UsageDay}.
 *
 * <pre>
 * version     1 byte    1
 * checksum    4 bytes   CRC-32C of all other bytes, little-endian
 * owners      varint    their number, then of each model, namespace and pod as texts
 * GPUs        varint    their number, then the index of each as a text
 * parts                 up to the end, ascending by GPU, hour and owner, each:
 *   gpu       varint    which GPU
 *   hour      1 byte
 *   owner     varint    which owner
 *   classes   1 byte    bit n is set where there is time of class n
 *   what      1 byte    1 energy by counter, 2 energy by power, 4 utilization, 8 tensor activity
 *   times     varints   milliseconds of each class that there is
 *   figures   varints   of each that there is the milliseconds of which it is known, then mJ, mJ,
 *                       percent times milliseconds, or thousandths times milliseconds
 * a text                its bytes' number (varint) and UTF-8
 * </pre>
 *
 * <p>Version and checksum stay where they are in every version. Varints are those of Protocol
 * Buffers. All numbers are rounded to whole ones. An hour of a GPU takes some 40 bytes.
 */
public final class UsageDayCodec {

  private static final int VERSION = 1;
  private static final int HEADER = 1 + Integer.BYTES;
  private static final int MOST_NAMES = 10_000;

  private UsageDayCodec() {}

  /** The stored form. */
  public static byte[] encode(UsageDay day) {
    Map<UsageOwner, Integer> owners = new LinkedHashMap<>();
    Map<String, Integer> gpus = new LinkedHashMap<>();
    Sink parts = new Sink();
    for (UsageDay.Part part : day.parts()) {
      Integer gpu = gpus.computeIfAbsent(part.gpu(), another -> gpus.size());
      Integer owner = owners.computeIfAbsent(part.owner(), another -> owners.size());
      parts.putVarint(gpu);
      parts.putByte(part.hour());
      parts.putVarint(owner);
      part.amounts().write(parts);
    }
    Sink sink = new Sink();
    sink.putByte(VERSION);
    sink.putVarint(owners.size());
    for (UsageOwner owner : owners.keySet()) {
      sink.putText(owner.model());
      sink.putText(owner.namespace());
      sink.putText(owner.pod());
    }
    sink.putVarint(gpus.size());
    gpus.keySet().forEach(sink::putText);
    return sealed(sink.bytes(), parts.bytes());
  }

  /** The head, with a checksum behind its first byte, and the parts. */
  private static byte[] sealed(byte[] head, byte[] parts) {
    ByteBuffer all =
        ByteBuffer.allocate(head.length + Integer.BYTES + parts.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    all.put(head[0]).putInt(0).put(head, 1, head.length - 1).put(parts);
    return all.putInt(1, checksum(all.array())).array();
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 1);
    crc.update(bytes, HEADER, bytes.length - HEADER);
    return (int) crc.getValue();
  }

  /**
   * What is in a stored value.
   *
   * @throws UnreadableException when it is none
   * @throws NewerFormatException when it is of a newer version
   */
  public static UsageDay decode(byte[] bytes) {
    if (bytes.length < HEADER
        || ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(1) != checksum(bytes)) {
      throw UnreadableException.value("the checksum is wrong");
    }
    int version = bytes[0] & 0xFF;
    if (StoredFormat.USAGE.isNewer(version)) {
      throw new NewerFormatException(StoredFormat.USAGE, Integer.toString(version));
    }
    if (version != VERSION) {
      throw UnreadableException.value("version " + version);
    }
    Source source = new Source(bytes, HEADER);
    List<UsageOwner> owners = new ArrayList<>();
    int count = source.getCount(MOST_NAMES);
    for (int i = 0; i < count; i++) {
      owners.add(new UsageOwner(source.getText(), source.getText(), source.getText()));
    }
    List<String> gpus = new ArrayList<>();
    count = source.getCount(MOST_NAMES);
    for (int i = 0; i < count; i++) {
      gpus.add(source.getText());
    }
    List<UsageDay.Part> parts = new ArrayList<>();
    while (source.hasMore()) {
      String gpu = gpus.get(source.getCount(gpus.size() - 1));
      int hour = source.getByte();
      UsageOwner owner = owners.get(source.getCount(owners.size() - 1));
      if (hour > 23) {
        throw UnreadableException.value("hour " + hour);
      }
      parts.add(new UsageDay.Part(gpu, hour, owner, UsageAmounts.read(source)));
    }
    return new UsageDay(parts);
  }

  /** Bytes being written. */
  static final class Sink {
    private final ByteArrayOutputStream to = new ByteArrayOutputStream(512);

    byte[] bytes() {
      return to.toByteArray();
    }

    void putByte(int value) {
      to.write(value);
    }

    void putVarint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        to.write((int) (rest | 0x80));
        rest >>>= 7;
      }
      to.write((int) rest);
    }

    void putRounded(double value) {
      putVarint(Math.max(0, Math.round(value)));
    }

    void putText(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      putVarint(utf8.length);
      to.writeBytes(utf8);
    }
  }

  /** Bytes being read. */
  static final class Source {
    private final byte[] bytes;
    private int at;

    Source(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    int getByte() {
      if (at == bytes.length) {
        throw UnreadableException.value("it ends too early");
      }
      return bytes[at++] & 0xFF;
    }

    long getVarint() {
      long value = 0;
      for (int shift = 0; shift < 63; shift += 7) {
        int next = getByte();
        value |= (next & 0x7FL) << shift;
        if (next < 0x80) {
          return value;
        }
      }
      throw UnreadableException.value("a number is too long");
    }

    /** A number from 0 to {@code most}. */
    int getCount(int most) {
      long value = getVarint();
      if (value > most) {
        throw UnreadableException.value(value + " where " + most + " can be at most");
      }
      return (int) value;
    }

    String getText() {
      int length = getCount(bytes.length - at);
      at += length;
      if (at > bytes.length) {
        throw UnreadableException.value("a text ends too late");
      }
      return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }
  }
}
