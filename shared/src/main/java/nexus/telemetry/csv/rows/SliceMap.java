package nexus.telemetry.csv.rows;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A hash map whose keys are looked up as stretches of a character array, so that a row finds its
 * GPU and its metric without making a string.
 *
 * <p>Open addressing, linear probing, at most half full. The hash is a polynomial with a random
 * factor: a file made to collide with itself cannot know it.
 *
 * @param <V> what a key leads to
 */
public final class SliceMap<V> {

  private final long factor = new SplittableRandom().nextLong() | 1;
  private final long second = factor * factor;
  private final long third = second * factor;
  private final long fourth = third * factor;
  private char[][] keys = new char[64][];
  private Object[] values = new Object[64];
  private int size;

  public int size() {
    return size;
  }

  /** What {@code text} from {@code from} to {@code to} leads to, or null. */
  @SuppressWarnings("unchecked")
  public V get(char[] text, int from, int to) {
    return (V) values[slot(text, from, to)];
  }

  /** Adds a key that is not there yet. */
  public void add(char[] text, int from, int to, V value) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int slot = slot(text, from, to);
    keys[slot] = Arrays.copyOfRange(text, from, to);
    values[slot] = value;
    size++;
  }

  /** Where the key is, or would be put. */
  private int slot(char[] text, int from, int to) {
    int slot = hash(text, from, to) & (keys.length - 1);
    while (keys[slot] != null && !Arrays.equals(keys[slot], 0, keys[slot].length, text, from, to)) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private int hash(char[] text, int from, int to) {
    long hash = 1;
    int i = from;
    // Four at a time: the processor multiplies them beside each other.
    for (; i + 4 <= to; i += 4) {
      hash =
          hash * fourth
              + text[i] * third
              + text[i + 1] * second
              + text[i + 2] * factor
              + text[i + 3];
    }
    for (; i < to; i++) {
      hash = hash * factor + text[i];
    }
    hash *= 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32);
  }

  private void grow() {
    char[][] oldKeys = keys;
    Object[] oldValues = values;
    keys = new char[2 * oldKeys.length][];
    values = new Object[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != null) {
        int slot = slot(oldKeys[i], 0, oldKeys[i].length);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
