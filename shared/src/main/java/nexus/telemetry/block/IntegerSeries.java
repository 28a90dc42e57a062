package nexus.telemetry.block;

import java.util.Arrays;
import nexus.telemetry.model.UnreadableException;

/**
 * Writes and reads a series of integers; times and decimal values both are one. The bytes are drawn
 * at {@link BlockCodec}.
 *
 * <p>Dense residuals are Rice codes: quotient in unary, then the low bits (R. F. Rice, <i>Some
 * Practical Universal Noiseless Coding Techniques</i>, JPL Publication 79-22, 1979), with an escape
 * for outliers.
 */
final class IntegerSeries {

  static final int CONSTANT = 0;
  static final int SPARSE = 1;
  static final int SPARSE_SECOND = 2;
  static final int DENSE = 3;
  static final int DENSE_SECOND = 4;

  private static final int ESCAPE = IntegerShape.ESCAPE;
  private static final int LENGTH_BITS = IntegerShape.LENGTH_BITS;

  private IntegerSeries() {}

  /** Writes the first {@code count} values; {@code scale} goes into the low half of the code. */
  static void write(ByteSink sink, long[] values, int count, int scale) {
    IntegerShape shape = IntegerShape.of(values, count);
    sink.putByte(kind(shape) << 4 | scale);
    sink.putZigzag(values[0]);
    if (shape.constant()) {
      return;
    }
    sink.putVarint(shape.unit());
    if (shape.dense()) {
      sink.putByte(shape.riceBits());
      writeDense(sink, shape.residuals(), shape.riceBits());
    } else {
      writeSparse(sink, shape.residuals());
    }
  }

  /**
   * Reads a series after its code; all of {@code source} belongs to it.
   *
   * @param kind the high half of the code
   * @throws UnreadableException when the bytes are no such series
   */
  static long[] read(ByteSource source, int kind, int count) {
    long first = source.getZigzag();
    if (kind == CONSTANT) {
      source.finish();
      long[] values = new long[count];
      Arrays.fill(values, first);
      return values;
    }
    long unit = source.getVarint();
    // Residuals come first, in values[1…]; then they are summed up in place.
    long[] values =
        kind == DENSE || kind == DENSE_SECOND
            ? readDense(source, count)
            : readSparse(source, count);
    values[0] = first;
    boolean secondOrder = kind == SPARSE_SECOND || kind == DENSE_SECOND;
    long delta = 0;
    for (int i = 1; i < count; i++) {
      delta = secondOrder ? delta + values[i] : values[i];
      values[i] = values[i - 1] + delta * unit;
    }
    return values;
  }

  private static int kind(IntegerShape shape) {
    if (shape.constant()) {
      return CONSTANT;
    }
    if (shape.dense()) {
      return shape.secondOrder() ? DENSE_SECOND : DENSE;
    }
    return shape.secondOrder() ? SPARSE_SECOND : SPARSE;
  }

  private static void writeSparse(ByteSink sink, long[] residuals) {
    int zeros = 0;
    for (long residual : residuals) {
      if (residual == 0) {
        zeros++;
      } else {
        sink.putVarint(zeros);
        sink.putVarint(residual);
        zeros = 0;
      }
    }
  }

  private static long[] readSparse(ByteSource source, int count) {
    long[] values = new long[count];
    int next = 1;
    while (source.remaining() > 0) {
      next += source.getCount(count - 1 - next, "zeros before a residual");
      values[next++] = source.getZigzag();
    }
    return values;
  }

  private static void writeDense(ByteSink sink, long[] residuals, int riceBits) {
    BitSink bits = new BitSink(sink);
    long mask = (1L << riceBits) - 1;
    for (long residual : residuals) {
      long quotient = residual >>> riceBits;
      if (quotient >= 0 && quotient < ESCAPE) {
        int ones = (int) quotient;
        bits.put((1L << (ones + 1)) - 2, ones + 1);
        bits.put(residual & mask, riceBits);
      } else {
        int length = Long.SIZE - Long.numberOfLeadingZeros(residual);
        bits.put((1L << ESCAPE) - 1, ESCAPE);
        bits.put(length - 1, LENGTH_BITS);
        bits.put(residual, length);
      }
    }
    bits.finish();
  }

  private static long[] readDense(ByteSource source, int count) {
    int riceBits = source.getByte();
    if (riceBits >= Long.SIZE) {
      throw source.corrupt("a remainder of " + riceBits + " bits");
    }
    BitSource bits = source.getBits();
    if ((count - 1L) * (riceBits + 1) > bits.remaining()) {
      throw bits.corrupt(bits.remaining() + " bits are too few for " + count + " integers");
    }
    long[] values = new long[count];
    for (int i = 1; i < count; i++) {
      int ones = bits.getOnes(ESCAPE);
      long residual =
          ones < ESCAPE
              ? (long) ones << riceBits | bits.get(riceBits)
              : bits.get((int) bits.get(LENGTH_BITS) + 1);
      values[i] = (residual >>> 1) ^ -(residual & 1);
    }
    bits.finish();
    return values;
  }
}
