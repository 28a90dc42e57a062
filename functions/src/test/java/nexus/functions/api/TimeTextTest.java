package nexus.functions.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;

final class TimeTextTest {

  @Test
  void timesAreReadAsMilliseconds() {
    assertEquals(10_000, TimeText.time("from", "now", 10_000));
    assertEquals(9_000, TimeText.time("from", "now-1s", 10_000));
    assertEquals(0, TimeText.time("from", "now-1h", 10_000));
    assertEquals(0, TimeText.time("from", "1970-01-01T00:00:00Z", 10_000));
    assertEquals(0, TimeText.time("from", "1970-01-01T01:00:00 01:00", 10_000));
  }

  @Test
  void durationsAreReadAsMilliseconds() {
    assertEquals(90_500, TimeText.duration("step", "1m30s500ms"));
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> TimeText.duration("step", "5"));
    assertEquals("step", refused.field());
    assertEquals("step must be a duration such as 500ms, 30s, 5m, 1h or 1d", refused.getMessage());
  }
}
