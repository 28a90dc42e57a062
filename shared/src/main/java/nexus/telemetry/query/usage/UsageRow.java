package nexus.telemetry.query.usage;

import nexus.telemetry.model.TimeRange;
import nexus.telemetry.usage.UsageAmounts;

/**
 * A row of usage.
 *
 * @param range when
 * @param group of what
 * @param gpus whole GPUs that had a part in it
 * @param amounts how much
 */
public record UsageRow(TimeRange range, UsageGroup group, long gpus, UsageAmounts amounts) {}
