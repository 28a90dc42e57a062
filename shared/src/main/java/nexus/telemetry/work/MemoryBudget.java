package nexus.telemetry.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory that pieces of work share, each of which takes more as it goes on and gives it back. What
 * does not fit waits.
 *
 * <pre>
 * shared    taken by all, as they come                  ├──── one ────┼─ another ─┼ … ┤
 * reserve   taken by one at a time, where nothing of    ├─ whose turn it is ─┤
 *           the shared is left
 * </pre>
 *
 * <p>Were there no reserve, pieces of work that each have taken a part and wait for the rest would
 * wait for each other for ever. With it the one whose turn it is goes on to where it gives back
 * what it took; then it is another's turn, in the order in which they began to wait. Work that is
 * new waits until no other does.
 *
 * <p>Thread-safe.
 */
public final class MemoryBudget {

  private final long sharedBytes;
  private final long reserveBytes;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Object> waiting = new ArrayDeque<>();
  private long taken;
  private Share turn;

  /**
   * @param sharedBytes what all share
   * @param reserveBytes what one at a time may take besides: as much as any needs to go on
   * @param patience how long one waits, all its waits together
   */
  public MemoryBudget(long sharedBytes, long reserveBytes, Duration patience) {
    this.sharedBytes = sharedBytes;
    this.reserveBytes = reserveBytes;
    this.patienceNanos = patience.toNanos();
  }

  /** One in which all fits. */
  public static MemoryBudget unbounded() {
    return new MemoryBudget(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, Duration.ZERO);
  }

  /**
   * Begins a piece of work.
   *
   * @param bytes what it takes at the beginning
   * @throws OutOfRoomException when others go on to need all there is for longer than is waited
   */
  public Share open(long bytes) {
    Share share = new Share();
    share.begin(bytes);
    return share;
  }

  /** Whether so much is taken that what only saves time should be given back. */
  public boolean isTight() {
    lock.lock();
    try {
      return turn != null || taken > sharedBytes / 4 * 3;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that are taken now, of the reserve as well. */
  public long takenBytes() {
    lock.lock();
    try {
      return taken + (turn == null ? 0 : turn.over);
    } finally {
      lock.unlock();
    }
  }

  /** What one piece of work has taken. Its methods may be called by any thread. */
  public final class Share implements AutoCloseable {

    /** Of what is shared. */
    private long own;

    /** Of the reserve. */
    private long over;

    /** How long it may still wait, all its waits together. */
    private long leftNanos = patienceNanos;

    private Share() {}

    private void begin(long bytes) {
      lock.lock();
      try {
        leftNanos = await(() -> waiting.isEmpty() && takeShared(bytes), leftNanos);
      } finally {
        lock.unlock();
      }
    }

    /**
     * Takes more, or gives back what is negative.
     *
     * @throws OutOfRoomException as {@link #grow}
     */
    public void change(long bytes) {
      if (bytes > 0) {
        grow(bytes);
      } else {
        shrink(-bytes);
      }
    }

    /**
     * Takes more; waits where there is none.
     *
     * @throws OutOfRoomException when that takes too long; for good when it is more than there can
     *     ever be
     */
    public void grow(long bytes) {
      lock.lock();
      try {
        if ((waiting.isEmpty() || turn == this) && take(bytes)) {
          return;
        }
        Object place = new Object();
        waiting.addLast(place);
        try {
          leftNanos =
              await(() -> (waiting.peekFirst() == place || turn == this) && take(bytes), leftNanos);
        } finally {
          waiting.remove(place);
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    /** Takes more where half of what is shared is free of it, and does not wait. */
    public boolean tryGrow(long bytes) {
      lock.lock();
      try {
        return waiting.isEmpty() && taken + bytes <= sharedBytes / 2 && takeShared(bytes);
      } finally {
        lock.unlock();
      }
    }

    /** Gives back. */
    public void shrink(long bytes) {
      lock.lock();
      try {
        long ofReserve = Math.min(over, bytes);
        long ofShared = Math.min(own, bytes - ofReserve);
        over -= ofReserve;
        own -= ofShared;
        taken -= ofShared;
        settle();
      } finally {
        lock.unlock();
      }
    }

    /** Whether it is its turn to use the reserve: then it should give back as soon as it can. */
    public boolean isOver() {
      lock.lock();
      try {
        return over > 0;
      } finally {
        lock.unlock();
      }
    }

    private boolean take(long bytes) {
      if (takeShared(bytes)) {
        return true;
      }
      if (turn != null && turn != this) {
        return false;
      }
      if (over + bytes > reserveBytes) {
        throw new OutOfRoomException(
            "it needs more memory at once than one upload gets here; send it in smaller files",
            false);
      }
      turn = this;
      over += bytes;
      return true;
    }

    private boolean takeShared(long bytes) {
      if (taken + bytes > sharedBytes) {
        return false;
      }
      taken += bytes;
      own += bytes;
      return true;
    }

    /** Gives back all. */
    @Override
    public void close() {
      shrink(Long.MAX_VALUE);
    }
  }

  private interface Attempt {
    boolean succeeds();
  }

  /** Waits until it succeeds; how long may still be waited then. */
  private long await(Attempt attempt, long patience) {
    long left = patience;
    try {
      while (!attempt.succeeds()) {
        if (left <= 0) {
          throw new OutOfRoomException(
              "uploads take all the memory there is for them; try again", true);
        }
        left = changed.awaitNanos(left);
      }
      return left;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutOfRoomException("the process ends; try again", true);
    }
  }

  /** Moves what was taken of the reserve into what is shared, as far as there is room by now. */
  private void settle() {
    if (turn != null) {
      long moved = Math.min(turn.over, sharedBytes - taken);
      turn.over -= moved;
      turn.own += moved;
      taken += moved;
      if (turn.over == 0) {
        turn = null;
      }
    }
    changed.signalAll();
  }
}
