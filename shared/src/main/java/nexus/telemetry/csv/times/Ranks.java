package nexus.telemetry.csv.times;

import java.util.Arrays;

/**
 * In which order rows stand: the number of each, by what stands for the row, a hash. Linear
 * probing, half full.
 */
final class Ranks {

  /** Of a row that is not there. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int LEAST = 64;

  private long[] rows = new long[LEAST];
  private int[] ranks = empty(LEAST);
  private int size;

  int size() {
    return size;
  }

  boolean contains(long row) {
    return of(row) != NONE;
  }

  /** The rank of a row, or {@link #NONE}. */
  int of(long row) {
    return ranks[slot(row)];
  }

  /** Gives a row a rank; one that has a rank keeps it. */
  void put(long row, int rank) {
    int slot = slot(row);
    if (ranks[slot] != NONE) {
      return;
    }
    rows[slot] = row;
    ranks[slot] = rank;
    if (2 * ++size > rows.length) {
      grow();
    }
  }

  private int slot(long row) {
    int slot = (int) (row ^ row >>> 32) & (rows.length - 1);
    while (ranks[slot] != NONE && rows[slot] != row) {
      slot = (slot + 1) & (rows.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldRows = rows;
    int[] oldRanks = ranks;
    rows = new long[2 * oldRows.length];
    ranks = empty(rows.length);
    for (int i = 0; i < oldRows.length; i++) {
      if (oldRanks[i] != NONE) {
        int slot = slot(oldRows[i]);
        rows[slot] = oldRows[i];
        ranks[slot] = oldRanks[i];
      }
    }
  }

  private static int[] empty(int length) {
    int[] ranks = new int[length];
    Arrays.fill(ranks, NONE);
    return ranks;
  }
}
