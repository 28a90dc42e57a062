package nexus.telemetry.unpack;

import java.io.InputStream;

/** What bytes may be packed in. */
public enum Container {
  /** Any number of members. */
  GZIP,

  /** Any number of frames, with windows of 8 MiB at most. */
  ZSTD,

  /** One file. */
  ZIP;

  /** The bytes packed in {@code in}. */
  InputStream open(InputStream in) {
    return switch (this) {
      case GZIP -> new Gunzip(in);
      case ZSTD -> new Unzstd(in);
      case ZIP -> new Unzip(in);
    };
  }
}
