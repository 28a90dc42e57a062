package nexus.telemetry.unpack;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Decompresses zstd (RFC 8878), every frame one after the other. */
final class Unzstd extends Unpacking {

  private final Source source;
  private final ZstdInputStream data;

  Unzstd(InputStream in, LongConsumer memory) {
    this(new Source(in, "zstd"), memory);
  }

  private Unzstd(Source source, LongConsumer memory) {
    super(source);
    this.source = source;
    this.data = new ZstdInputStream(new ZstdFrames(source, memory));
  }

  /** The library meets whole frames only, and so fails where what is in them is damaged. */
  @Override
  int more(byte[] target, int at, int length) throws IOException {
    try {
      return data.read(target, at, length);
    } catch (ZstdFrames.Refused e) {
      throw e.reason();
    } catch (IOException | RuntimeException e) { // of it everything hostile bytes can lead to
      if (source.failed()) {
        throw e;
      }
      throw (RuntimeException) source.damaged(String.valueOf(e.getMessage())).initCause(e);
    }
  }
}
