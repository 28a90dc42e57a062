package nexus.telemetry.drain;

import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.store.DrainCounters;

/**
 * How a drain left a partition in which nothing waits any more. Nobody else can have changed this
 * while the claim lasts; whether it does is compared by the next commit.
 *
 * @param claim the claim it was drained under
 * @param counters what was stored so far
 * @param committedAt revision of the newest commit; 0 when there is none
 */
record Standing(Claim claim, DrainCounters counters, long committedAt) {}
