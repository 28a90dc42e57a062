package nexus.telemetry.usage;

import java.util.function.LongPredicate;

/**
 * Tells of what class a moment is. The first of these that holds:
 *
 * <pre>
 * error        an XID of severity critical, errors of two bits, or a row that could not be remapped
 * throttled    clocks are lowered for heat, or by the power brake
 * unknown      how busy the GPU is is not known
 * working      busy for 30 % or more, and the SMs, where they are told, for 10 % or more
 * inefficient  busy for 1 % or more
 * wasted       more than 5 % of the memory is held
 * free
 * </pre>
 */
final class Moment {

  static final double BUSY_FROM = 1;
  static final double WORKING_FROM = 30;
  static final double SMS_WORK_FROM = 0.1;
  static final double HELD_FROM = 0.05;

  /** Heat, by software or hardware, and the power brake. */
  private static final long THROTTLED = 0xE0;

  private final UsageColumns columns;
  private final LongPredicate isFatal;

  /**
   * @param isFatal whether an XID says that the GPU is broken
   */
  Moment(UsageColumns columns, LongPredicate isFatal) {
    this.columns = columns;
    this.isFatal = isFatal;
  }

  UsageClass at(long timeMs) {
    if (isBroken(timeMs)) {
      return UsageClass.ERROR;
    }
    if (((long) columns.value(UsageFields.REASONS, timeMs) & THROTTLED) != 0) {
      return UsageClass.THROTTLED;
    }
    double busy = utilization(timeMs);
    if (Double.isNaN(busy)) {
      return UsageClass.UNKNOWN;
    }
    if (busy < BUSY_FROM) {
      return heldMemory(timeMs) > HELD_FROM ? UsageClass.WASTED : UsageClass.FREE;
    }
    boolean works =
        busy >= WORKING_FROM && !(columns.value(UsageFields.SM, timeMs) < SMS_WORK_FROM);
    return works ? UsageClass.WORKING : UsageClass.INEFFICIENT;
  }

  private boolean isBroken(long timeMs) {
    return columns.value(UsageFields.DOUBLE_BIT, timeMs) > 0
        || columns.value(UsageFields.REMAP_FAILED, timeMs) > 0
        || isFatal.test((long) columns.value(UsageFields.XID, timeMs));
  }

  /** How busy the GPU is, in percent; not a number where it is not known. */
  double utilization(long timeMs) {
    double told = columns.value(UsageFields.UTILIZATION, timeMs);
    return Double.isNaN(told) ? 100 * columns.value(UsageFields.ENGINE, timeMs) : told;
  }

  /** Share of the memory that is held; not a number where it is not known. */
  private double heldMemory(long timeMs) {
    double used = columns.value(UsageFields.USED, timeMs);
    double total = used + columns.value(UsageFields.FREE, timeMs);
    return used / (Double.isNaN(total) ? columns.value(UsageFields.TOTAL, timeMs) : total);
  }
}
