package nexus.telemetry.csv.rows;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** A set of numbers that are spread evenly already, such as hashes: linear probing, half full. */
public final class LongSet {

  private static final int LEAST = 64;

  /** 0 stands for an empty slot, and is kept apart. */
  private long[] slots = new long[LEAST];

  private boolean hasZero;
  private int size;

  public int size() {
    return size;
  }

  public boolean contains(long number) {
    return number == 0 ? hasZero : slots[slot(number)] == number;
  }

  public void add(long number) {
    if (contains(number)) {
      return;
    }
    size++;
    if (number == 0) {
      hasZero = true;
      return;
    }
    if (2 * size > slots.length) {
      grow();
    }
    slots[slot(number)] = number;
  }

  /** Tells each number. */
  public void each(LongConsumer to) {
    if (hasZero) {
      to.accept(0);
    }
    for (long number : slots) {
      if (number != 0) {
        to.accept(number);
      }
    }
  }

  public void clear() {
    Arrays.fill(slots, 0);
    hasZero = false;
    size = 0;
  }

  private int slot(long number) {
    int slot = (int) (number ^ number >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != number) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (long number : old) {
      if (number != 0) {
        slots[slot(number)] = number;
      }
    }
  }
}
