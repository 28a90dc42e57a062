package nexus.functions.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.fleet.Fleet;

/**
 * A GPU or an instance of one.
 *
 * @param id its UUID; {@code host:index} of one without, and of an instance
 * @param uuid UUID, of an instance that of its GPU, or empty
 * @param hostname host name
 * @param gpu index on the host
 * @param name product name, or empty
 * @param device device name, or empty
 * @param status what it is, in a word
 * @param lastSeen time of its newest sample, RFC 3339; null when it has none
 * @param movedTo where it is now, {@code host/index}, in a place that it has left; else left out
 */
public record GpuAnswer(
    String id,
    String uuid,
    String hostname,
    String gpu,
    String name,
    String device,
    String status,
    String lastSeen,
    @JsonInclude(JsonInclude.Include.NON_NULL) String movedTo) {

  /** What is told of a GPU. */
  public static GpuAnswer of(Fleet.Gpu gpu) {
    return new GpuAnswer(
        gpu.id(),
        gpu.uuid(),
        gpu.host(),
        gpu.gpu(),
        gpu.model(),
        gpu.device(),
        gpu.status().word(),
        TimeText.orNull(gpu.lastSeenMs()),
        gpu.movedTo().map(GpuId::alias).orElse(null));
  }
}
