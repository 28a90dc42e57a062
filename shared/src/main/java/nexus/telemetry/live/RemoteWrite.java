package nexus.telemetry.live;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import nexus.telemetry.capture.series.SampleRows;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.model.InvalidInputException;

/**
 * Requests of Prometheus remote write, <a
 * href="https://prometheus.io/docs/specs/prw/remote_write_spec/">1.0</a> and <a
 * href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">2.0</a>: protobuf in Snappy.
 *
 * <pre>
 * 1.0  WriteRequest  timeseries = 1   TimeSeries  labels = 1 (name = 1, value = 2)   samples = 2
 * 2.0  Request       symbols = 4
 *                    timeseries = 5   TimeSeries  labels_refs = 1 (of symbols)       samples = 2
 *      Sample        value = 1 (double), timestamp = 2 (epoch milliseconds)
 * </pre>
 *
 * <p>A stale marker is a NaN and so no value: where a series ends, nothing is stored. Histograms
 * are counted and ignored; exemplars and metadata are left out.
 */
public final class RemoteWrite {

  private static final int SYMBOLS = 4;
  private static final int SAMPLES = 2;
  private static final int MOST_LABELS = 256;

  private final SampleRows rows;
  private final List<String> symbols = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private long histograms;

  private RemoteWrite(SampleRows rows) {
    this.rows = rows;
  }

  /** The two versions of the protocol. */
  public enum Version {
    ONE(1, 4),
    TWO(5, 3);

    private final int timeseries;
    private final int histograms;

    Version(int timeseries, int histograms) {
      this.timeseries = timeseries;
      this.histograms = histograms;
    }
  }

  /**
   * Makes rows of a request.
   *
   * @param body the request's body
   * @param most bytes that it may be when it is unpacked
   * @return number of histograms, which were ignored
   * @throws InvalidInputException with field {@code body} when it is none
   * @throws BodyTooLargeException when there is more of it
   */
  public static long read(byte[] body, Version version, int most, SampleRows rows) {
    byte[] message = Snappy.unpack(body, most);
    RemoteWrite request = new RemoteWrite(rows);
    try {
      if (version == Version.TWO) {
        request.readSymbols(CodedInputStream.newInstance(message));
      }
      request.readSeries(CodedInputStream.newInstance(message), version);
    } catch (IOException e) {
      throw MalformedBody.of("the body is no request of remote write " + name(version), e);
    }
    return request.histograms;
  }

  private static String name(Version version) {
    return version == Version.ONE ? "1.0" : "2.0";
  }

  private void readSymbols(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == tag(SYMBOLS, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        symbols.add(in.readStringRequireUtf8());
      } else {
        in.skipField(tag);
      }
    }
  }

  private void readSeries(CodedInputStream in, Version version) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == tag(version.timeseries, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        int length = in.readRawVarint32();
        int limit = in.pushLimit(length);
        readOne(in, version);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
  }

  /** Samples may stand before labels, so these are read first. */
  private void readOne(CodedInputStream in, Version version) throws IOException {
    byte[] series = in.readRawBytes(in.getBytesUntilLimit());
    rows.series();
    readLabels(CodedInputStream.newInstance(series), version);
    CodedInputStream again = CodedInputStream.newInstance(series);
    for (int tag = again.readTag(); tag != 0; tag = again.readTag()) {
      if (tag == tag(SAMPLES, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        int limit = again.pushLimit(again.readRawVarint32());
        readSample(again);
        again.popLimit(limit);
      } else if (tag == tag(version.histograms, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        again.skipField(tag);
        histograms++;
        rows.ignore();
      } else {
        again.skipField(tag);
      }
    }
  }

  private void readLabels(CodedInputStream in, Version version) throws IOException {
    int labels = 0;
    names.clear();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        in.skipField(tag);
        continue;
      }
      int limit = in.pushLimit(in.readRawVarint32());
      if (version == Version.ONE) {
        readLabel(in);
        labels++;
      } else {
        labels += readReferences(in);
      }
      in.popLimit(limit);
      if (labels > MOST_LABELS) {
        throw MalformedBody.of("a series has more than " + MOST_LABELS + " labels");
      }
    }
  }

  private void readLabel(CodedInputStream in) throws IOException {
    String name = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> name = in.readStringRequireUtf8();
        case 2 -> value = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    label(name, value);
  }

  /** A series that has a label twice is none, as the protocol says: nobody knows which holds. */
  private void label(String name, String value) {
    if (!names.add(name)) {
      rows.refuse("a label is there twice");
    }
    rows.label(name, value);
  }

  /** Name and value by turns, each the number of a symbol. */
  private int readReferences(CodedInputStream in) throws IOException {
    int count = 0;
    while (!in.isAtEnd()) {
      String name = symbol(in.readUInt32());
      if (in.isAtEnd()) {
        throw MalformedBody.of("a label of a series has a name and no value");
      }
      label(name, symbol(in.readUInt32()));
      count++;
    }
    return count;
  }

  private String symbol(int number) {
    if (number < 0 || number >= symbols.size()) {
      throw MalformedBody.of("a label refers to a symbol that the request does not have");
    }
    return symbols.get(number);
  }

  private void readSample(CodedInputStream in) throws IOException {
    double value = 0;
    long time = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == tag(1, WireFormat.WIRETYPE_FIXED64)) {
        value = in.readDouble();
      } else if (tag == tag(2, WireFormat.WIRETYPE_VARINT)) {
        time = in.readInt64();
      } else {
        in.skipField(tag);
      }
    }
    rows.sample(time, value);
  }

  private static int tag(int field, int type) {
    return field << 3 | type;
  }
}
