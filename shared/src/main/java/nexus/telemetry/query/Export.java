package nexus.telemetry.query;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Samples to be written, all at one revision of the store. */
public final class Export {

  private final Optional<String> cursor;
  private final Content content;

  /** Hands over samples. */
  interface Content {
    void writeTo(SampleSink sink) throws IOException;
  }

  /**
   * @param cursor for the page behind; empty when this is all
   */
  Export(Optional<String> cursor, Content content) {
    this.cursor = cursor;
    this.content = content;
  }

  /** For the page behind; empty at the end. */
  public Optional<String> cursor() {
    return cursor;
  }

  /**
   * Writes them, and reads what is not read yet.
   *
   * @throws GoneException when the store's revision is compacted away meanwhile
   * @throws IOException when {@code to} fails
   */
  public void writeTo(OutputStream to, SampleFormat format) throws IOException {
    SampleSink sink = format.open(to);
    content.writeTo(sink);
    sink.end();
  }
}
