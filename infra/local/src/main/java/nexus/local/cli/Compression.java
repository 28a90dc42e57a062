package nexus.local.cli;

import java.nio.file.Path;

/** What is packed cannot be sent in parts. */
final class Compression {

  /** So many bytes at the beginning tell it. */
  static final int LONGEST = 4;

  private static final int[][] BEGINNINGS = {
    {0x1f, 0x8b}, {0x28, 0xb5, 0x2f, 0xfd}, {'P', 'K', 3, 4}
  };

  private Compression() {}

  /** Whether it begins as gzip, zstd or zip do. */
  static boolean isOf(byte[] start) {
    for (int[] beginning : BEGINNINGS) {
      if (begins(start, beginning)) {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(byte[] start, int[] beginning) {
    for (int i = 0; i < beginning.length; i++) {
      if (i >= start.length || (start[i] & 0xff) != beginning[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes a file for one that can be followed.
   *
   * @throws CommandFailure when it is packed
   */
  static void refuse(Path file, byte[] start) {
    if (isOf(start)) {
      throw new CommandFailure(file + " is compressed, and has no lines to follow: upload it");
    }
  }
}
