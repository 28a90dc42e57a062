package nexus.telemetry.live;

import com.google.protobuf.CodedOutputStream;
import io.airlift.compress.snappy.SnappyCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Writes messages of protobuf by their fields' numbers, and packs them. */
public final class Wire {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Writes one field. */
  private interface Field {
    void write() throws IOException;
  }

  private Wire field(Field field) {
    try {
      field.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Wire text(int number, String value) {
    return field(() -> out.writeString(number, value));
  }

  public Wire number(int number, double value) {
    return field(() -> out.writeDouble(number, value));
  }

  public Wire integer(int number, long value) {
    return field(() -> out.writeInt64(number, value));
  }

  public Wire fixed(int number, long value) {
    return field(() -> out.writeFixed64(number, value));
  }

  public Wire message(int number, Wire value) {
    return field(() -> out.writeByteArray(number, value.toBytes()));
  }

  /** Whole numbers, one behind the other in one field. */
  public Wire packed(int number, int... values) {
    Wire all = new Wire();
    for (int value : values) {
      all.field(() -> all.out.writeUInt32NoTag(value));
    }
    return field(() -> out.writeByteArray(number, all.toBytes()));
  }

  public byte[] toBytes() {
    field(out::flush);
    return bytes.toByteArray();
  }

  /** In Snappy's block format. */
  public byte[] snappy() {
    byte[] plain = toBytes();
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, length);
  }

  /** A series of remote write 1.0: labels by turns name and value. */
  public static Wire series(String... labels) {
    Wire series = new Wire();
    for (int i = 0; i < labels.length; i += 2) {
      series.message(1, new Wire().text(1, labels[i]).text(2, labels[i + 1]));
    }
    return series;
  }

  /** With a sample more. */
  public Wire sample(long timeMs, double value) {
    return message(2, new Wire().number(1, value).integer(2, timeMs));
  }
}
