package nexus.bench.cold;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A way to start the function. */
enum Mode {
  /** With no flag at all. */
  PLAIN("plain", 17),
  /** With the flags of the template. */
  TUNED("tuned flags", 17),
  /** The same, and a dynamic archive of the classes that a start loads. */
  CDS("tuned flags, class data archive", 17),
  /** The same, and a cache of loaded and linked classes. */
  AOT("tuned flags, AOT cache", 25),
  /** With the flags of the template; the first invocation behind a restored snapshot. */
  SNAP_START("SnapStart, behind the restore", 17);

  private final String title;
  private final int since;

  Mode(String title, int since) {
    this.title = title;
    this.since = since;
  }

  String title() {
    return title;
  }

  /** Whether a JVM of this feature version can do it. */
  boolean isOf(int version) {
    return version >= since;
  }

  /** Whether a start that is not measured makes a file for those that are. */
  boolean isPrepared() {
    return this == CDS || this == AOT;
  }

  /** Flags of the start that makes {@code file}. */
  List<String> preparing(List<String> tuned, Path file) {
    return with(tuned, (this == CDS ? "-XX:ArchiveClassesAtExit=" : "-XX:AOTCacheOutput=") + file);
  }

  /** Flags of a start that is measured. */
  List<String> measured(List<String> tuned, Path file) {
    return switch (this) {
      case PLAIN -> List.of();
      case TUNED, SNAP_START -> tuned;
      case CDS -> with(tuned, "-XX:SharedArchiveFile=" + file);
      case AOT -> with(tuned, "-XX:AOTCache=" + file);
    };
  }

  private static List<String> with(List<String> flags, String flag) {
    List<String> all = new ArrayList<>(flags);
    all.add(flag);
    return all;
  }
}
