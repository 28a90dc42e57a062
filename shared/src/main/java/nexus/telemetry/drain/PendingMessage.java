package nexus.telemetry.drain;

import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuSamples;

/**
 * A message that was read and waits to be stored.
 *
 * @param entry the message as it is in etcd
 * @param tail last part of its key
 * @param publishedMs when it was published, epoch milliseconds
 * @param samples what it carries
 */
record PendingMessage(Entry entry, String tail, long publishedMs, GpuSamples samples) {}
