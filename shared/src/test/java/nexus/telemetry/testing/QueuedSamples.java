package nexus.telemetry.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.HostMessageCodec;
import nexus.telemetry.queue.MessageCodec;

/** What messages carry, whichever form they have. */
public final class QueuedSamples {

  private QueuedSamples() {}

  /** The samples of one GPU, or of several of a host. */
  public static List<GpuSamples> in(byte[] message) {
    return new String(message, StandardCharsets.UTF_8).startsWith("{\"v\":4,")
        ? HostMessageCodec.decode(message).gpus()
        : List.of(MessageCodec.decode(message).samples());
  }
}
