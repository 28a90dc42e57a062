package nexus.telemetry.block;

import nexus.telemetry.model.UnreadableException;

/**
 * Any doubles, bit for bit, as the exclusive or of neighbours: equal neighbours cost one bit,
 * others only the bits between the first and the last that differ.
 *
 * <p>As in T. Pelkonen et al., <i>Gorilla: A Fast, Scalable, In-Memory Time Series Database</i>,
 * PVLDB 8(12), 2015, section 4.1.2, but with six bits for the leading zeros:
 *
 * <pre>
 * first value                64 bits
 * each other   equal         0
 *              same window   1 0  bits of the window
 *              new window    1 1  leading zeros (6)  width − 1 (6)  bits of the window
 * </pre>
 */
final class XorSeries {

  private static final int FIELD = 6;

  private XorSeries() {}

  static void write(ByteSink sink, double[] values) {
    BitSink bits = new BitSink(sink);
    long previous = Double.doubleToRawLongBits(values[0]);
    bits.put(previous, Long.SIZE);
    int leading = Long.SIZE;
    int trailing = 0;
    for (int i = 1; i < values.length; i++) {
      long value = Double.doubleToRawLongBits(values[i]);
      long xor = value ^ previous;
      previous = value;
      if (xor == 0) {
        bits.put(0, 1);
        continue;
      }
      int before = Long.numberOfLeadingZeros(xor);
      int after = Long.numberOfTrailingZeros(xor);
      if (before >= leading && after >= trailing) {
        bits.put(0b10, 2);
      } else {
        leading = before;
        trailing = after;
        bits.put(0b11, 2);
        bits.put(leading, FIELD);
        bits.put(Long.SIZE - leading - trailing - 1, FIELD);
      }
      bits.put(xor >>> trailing, Long.SIZE - leading - trailing);
    }
    bits.finish();
  }

  /**
   * @throws UnreadableException when the bytes are no such series of {@code count} values
   */
  static double[] read(ByteSource source, int count) {
    BitSource bits = source.getBits();
    if (Long.SIZE + count - 1L > bits.remaining()) {
      throw bits.corrupt(bits.remaining() + " bits are too few for " + count + " values");
    }
    double[] values = new double[count];
    long value = bits.get(Long.SIZE);
    values[0] = Double.longBitsToDouble(value);
    int width = 0;
    int trailing = 0;
    for (int i = 1; i < count; i++) {
      int control = bits.getOnes(2);
      if (control == 2) {
        int leading = (int) bits.get(FIELD);
        width = (int) bits.get(FIELD) + 1;
        trailing = Long.SIZE - leading - width;
      }
      if (control > 0) {
        if (width == 0 || trailing < 0) {
          throw bits.corrupt("a window outside of 64 bits");
        }
        value ^= bits.get(width) << trailing;
      }
      values[i] = Double.longBitsToDouble(value);
    }
    bits.finish();
    return values;
  }
}
