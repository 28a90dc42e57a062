package nexus.telemetry.simulation;

import java.time.Instant;
import java.time.InstantSource;

/** Time as it passes in a simulation, and the clocks that show it, some of them wrong. */
final class SimulatedTime implements InstantSource {

  /** When every simulation begins. */
  static final long BEGIN_MS = Instant.parse("2026-01-10T00:00:00Z").toEpochMilli();

  private long nowMs = BEGIN_MS;

  /** A process's clock. */
  static final class Clock implements InstantSource {
    private final SimulatedTime time;
    private long aheadMs;

    Clock(SimulatedTime time) {
      this.time = time;
    }

    void set(long ahead) {
      aheadMs = ahead;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
      return time.nowMs + aheadMs;
    }
  }

  long nowMs() {
    return nowMs;
  }

  void pass(long durationMs) {
    nowMs += durationMs;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs);
  }

  @Override
  public long millis() {
    return nowMs;
  }
}
