package nexus.telemetry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * Streaming JSON for stored values: no reflection, so that the first call is as quick as the next.
 *
 * <p>Fields that a reader does not know are skipped, so that a newer writer may add some.
 */
public final class Json {

  /** Integral numbers below this are written without a fraction: each is exact as a double. */
  private static final double INTEGRAL_BOUND = 1e15;

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  public interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  /** Reads one JSON value, whose first token is the parser's current one. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(JsonParser json) throws IOException;
  }

  /** Reads the value of one field of an object; the parser's current token is its first. */
  @FunctionalInterface
  public interface FieldReader {
    void read(String field, JsonParser json) throws IOException;
  }

  /** The bytes, UTF-8, of what {@code writer} writes. */
  public static byte[] write(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      writer.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads {@code value}, which is one JSON value and nothing behind it.
   *
   * @param format what the value is
   * @throws UnreadableException when it is no JSON, or not what the reader takes
   * @throws NewerFormatException when it is of a newer version
   */
  public static <T> T read(StoredFormat format, byte[] value, Reader<T> reader) {
    try {
      return read(value, reader);
    } catch (UnreadableException e) {
      StoredVersion.check(format, value);
      throw e;
    }
  }

  private static <T> T read(byte[] value, Reader<T> reader) {
    try (JsonParser json = FACTORY.createParser(value)) {
      json.nextToken();
      T result = reader.read(json);
      if (json.nextToken() != null) {
        throw UnreadableException.value("something follows the value");
      }
      return result;
    } catch (IOException e) {
      throw UnreadableException.value("not the JSON expected: " + e.getMessage(), e);
    } catch (InvalidInputException | IllegalArgumentException e) {
      throw UnreadableException.value("a field cannot be used: " + e.getMessage(), e);
    }
  }

  /** Reads an object field by field. The field reader consumes each value, or skips it. */
  public static void readObject(JsonParser json, FieldReader fields) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      fields.read(field, json);
    }
    expect(json, JsonToken.END_OBJECT);
  }

  /**
   * Checks that the parser stands at a token of this kind.
   *
   * @throws UnreadableException when it does not
   */
  public static void expect(JsonParser json, JsonToken token) {
    if (json.currentToken() != token) {
      throw UnreadableException.value(token + " expected, not " + json.currentToken());
    }
  }

  /** The text at the parser. */
  public static String text(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  /** The integer at the parser, which fits a long. */
  public static long integer(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  /** The finite number at the parser. */
  public static double number(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      expect(json, JsonToken.VALUE_NUMBER_FLOAT);
    }
    double number = json.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw UnreadableException.value("a number is too large");
    }
    return number;
  }

  /**
   * Returns {@code value} unless it is absent.
   *
   * @throws UnreadableException when it is null
   */
  public static <T> T required(String field, T value) {
    if (value == null) {
      throw UnreadableException.value("field " + field + " is missing");
    }
    return value;
  }

  /**
   * Checks the {@code v} of a stored value.
   *
   * @throws UnreadableException when it is absent or none of {@code known}
   */
  public static void checkVersion(Long version, long... known) {
    long found = required("v", version);
    if (Arrays.stream(known).noneMatch(one -> one == found)) {
      throw unknownVersion();
    }
  }

  /**
   * Skips a field that the reader does not know. Where that is the version of a kind of value that
   * has none yet, it must not be a newer one.
   *
   * @throws UnreadableException when it is a newer one
   */
  public static void skip(StoredFormat format, String field, JsonParser json) throws IOException {
    if (field.equals("v") && StoredVersion.isNewer(format, json)) {
      throw unknownVersion();
    }
    json.skipChildren();
  }

  private static UnreadableException unknownVersion() {
    return UnreadableException.value("its version is not known here");
  }

  /**
   * Writes a number so that it reads back bit for bit: an integer when it is one below 10^15, else
   * as {@link Double#toString(double)} has it, so that {@code -0.0} keeps its sign.
   *
   * @throws IllegalArgumentException when it is not finite, which JSON cannot hold
   */
  public static void writeNumber(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a finite number: " + value);
    }
    if (isWrittenAsInteger(value)) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }

  /** The text that {@link #writeNumber} writes. */
  public static String numberText(double value) {
    return isWrittenAsInteger(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static boolean isWrittenAsInteger(double value) {
    long integral = (long) value;
    boolean negativeZero = integral == 0 && Double.doubleToRawLongBits(value) != 0;
    return integral == value && Math.abs(value) < INTEGRAL_BOUND && !negativeZero;
  }

  /** An object of integers: {@code {"a":1,"b":2}}. */
  public static byte[] writeIntegers(String[] fields, long... values) {
    return write(
        json -> {
          json.writeStartObject();
          for (int i = 0; i < fields.length; i++) {
            json.writeNumberField(fields[i], values[i]);
          }
          json.writeEndObject();
        });
  }

  /**
   * Reads what {@link #writeIntegers} wrote, in the order of {@code fields}.
   *
   * @param format what the value is
   * @throws UnreadableException when it is no such object or lacks a field
   * @throws NewerFormatException when it is of a newer version
   */
  public static long[] readIntegers(StoredFormat format, byte[] value, String... fields) {
    return readIntegers(format, value, fields.length, fields);
  }

  /**
   * The same, of an object that a former writer gave fewer fields.
   *
   * @param required how many of the fields, from the first on, it must have; the others are 0 where
   *     they lack
   * @throws UnreadableException when it is no such object or lacks a required field
   */
  public static long[] readIntegers(
      StoredFormat format, byte[] value, int required, String... fields) {
    return read(format, value, json -> integers(format, json, required, fields));
  }

  private static long[] integers(
      StoredFormat format, JsonParser json, int required, String[] fields) throws IOException {
    Long[] found = new Long[fields.length];
    readObject(json, (field, at) -> collect(format, field, at, fields, found));
    long[] values = new long[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] =
          i < required ? required(fields[i], found[i]) : Objects.requireNonNullElse(found[i], 0L);
    }
    return values;
  }

  private static void collect(
      StoredFormat format, String field, JsonParser json, String[] fields, Long[] found)
      throws IOException {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].equals(field)) {
        found[i] = integer(json);
        return;
      }
    }
    skip(format, field, json);
  }
}
