package nexus.telemetry.block;

import java.util.Arrays;
import nexus.telemetry.model.UnreadableException;

/**
 * Writes and reads the values of a column in whichever way is smallest: as {@linkplain Decimals
 * decimals}, else as {@linkplain XorSeries exclusive or}, else as they are. Every double comes back
 * bit for bit.
 */
final class ValueSeries {

  static final int XOR = 5;
  static final int RAW = 6;

  private ValueSeries() {}

  static void write(ByteSink sink, double[] values) {
    long[] integers = new long[values.length];
    int scale = Decimals.scale(values, integers);
    if (scale >= 0) {
      IntegerSeries.write(sink, integers, values.length, scale);
      return;
    }
    int start = sink.size();
    sink.putByte(XOR << 4);
    XorSeries.write(sink, values);
    if (sink.size() - start > 1 + values.length * Long.BYTES) {
      sink.truncate(start);
      writeRaw(sink, values);
    }
  }

  /** Digits after the point of a series that is about to be read; −1 when they are no decimals. */
  static int scale(ByteSource source) {
    int code = source.peekByte();
    return code >> 4 <= IntegerSeries.DENSE_SECOND ? code & 0xF : -1;
  }

  /**
   * @param source the column's values and no more
   * @throws UnreadableException when the bytes are no values of {@code count} samples
   */
  static double[] read(ByteSource source, int count) {
    int code = source.getByte();
    int kind = code >> 4;
    int scale = code & 0xF;
    if (kind <= IntegerSeries.DENSE_SECOND) {
      return Decimals.values(IntegerSeries.read(source, kind, count), scale);
    }
    return switch (code) {
      case XOR << 4 -> XorSeries.read(source, count);
      case RAW << 4 -> readRaw(source, count);
      default -> throw source.corrupt("unknown code " + code + " of values");
    };
  }

  private static void writeRaw(ByteSink sink, double[] values) {
    sink.putByte(RAW << 4);
    for (double value : values) {
      sink.putLongLittle(Double.doubleToRawLongBits(value));
    }
  }

  private static double[] readRaw(ByteSource source, int count) {
    if (source.remaining() != (long) count * Double.BYTES) {
      throw source.corrupt(source.remaining() + " bytes for " + count + " doubles");
    }
    double[] values = new double[count];
    Arrays.setAll(values, i -> Double.longBitsToDouble(source.getLongLittle()));
    return values;
  }
}
