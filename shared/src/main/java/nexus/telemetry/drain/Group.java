package nexus.telemetry.drain;

import java.util.List;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;

/**
 * Messages of one GPU that are stored together.
 *
 * @param gpu whose messages they are
 * @param messages the messages, in publish order
 */
record Group(GpuId gpu, List<PendingMessage> messages) {

  List<GpuSamples> samples() {
    return messages.stream().map(PendingMessage::samples).toList();
  }
}
