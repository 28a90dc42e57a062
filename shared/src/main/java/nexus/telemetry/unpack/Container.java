package nexus.telemetry.unpack;

import java.io.InputStream;
import java.util.function.LongConsumer;

/** What bytes may be packed in. */
public enum Container {
  /** Any number of members. */
  GZIP,

  /** Any number of frames, with windows of 8 MiB at most. */
  ZSTD,

  /** One file. */
  ZIP;

  /**
   * The bytes packed in {@code in}.
   *
   * @param memory is told how many bytes more are about to be held for it
   */
  InputStream open(InputStream in, LongConsumer memory) {
    return switch (this) {
      case GZIP -> new Gunzip(in);
      case ZSTD -> new Unzstd(in, memory);
      case ZIP -> new Unzip(in);
    };
  }
}
