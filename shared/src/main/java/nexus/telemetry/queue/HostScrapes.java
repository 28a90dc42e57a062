package nexus.telemetry.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.queue.HostMessageCodec.HostMessage;

/**
 * Scrapes of a host as one message each, where a chunk holds a scrape or a few: a fleet that is
 * scraped every few seconds sends many GPUs and little of each.
 */
final class HostScrapes {

  /** Most samples of a series that are told apart into as many messages. */
  private static final int MOST_SCRAPES = 4;

  /** Most GPUs and instances of one message: one transaction can take it apart again. */
  private static final int MOST_GPUS = 64;

  private HostScrapes() {}

  /**
   * The messages that carry the samples of a host's GPUs, in the order in which they must be
   * applied; none where there must be messages of each GPU.
   *
   * @param host the samples of one host's GPUs, each GPU once, ascending
   * @param version the newest version that may be written
   */
  static List<UnpublishedMessage> together(List<GpuSamples> host, long publishedMs, int version) {
    int scrapes = 0;
    for (GpuSamples gpu : host) {
      for (MetricColumn column : gpu.columns()) {
        scrapes = Math.max(scrapes, column.size());
      }
    }
    if (version < HostMessageCodec.VERSION
        || host.size() < 2
        || host.size() > MOST_GPUS
        || scrapes > MOST_SCRAPES
        || host.stream().anyMatch(gpu -> gpu.factRuns().size() > 1)) {
      return List.of();
    }
    List<UnpublishedMessage> messages = new ArrayList<>();
    for (int scrape = 0; scrape < scrapes; scrape++) {
      List<GpuSamples> some = scrape(host, scrape);
      byte[] json = HostMessageCodec.encode(new HostMessage(publishedMs, some));
      if (json.length > UnpublishedMessage.MAX_BYTES) {
        return List.of();
      }
      long firstMs = some.stream().mapToLong(GpuSamples::firstMs).min().orElseThrow();
      String name = host.get(0).gpu().host();
      messages.add(new UnpublishedMessage(name, Optional.empty(), firstMs, scrape, json));
    }
    return messages;
  }

  /** The samples that come so many after the first of their series. */
  private static List<GpuSamples> scrape(List<GpuSamples> host, int number) {
    List<GpuSamples> some = new ArrayList<>();
    for (GpuSamples gpu : host) {
      List<MetricColumn> columns = new ArrayList<>();
      for (MetricColumn column : gpu.columns()) {
        if (number < column.size()) {
          columns.add(column.slice(number, number + 1));
        }
      }
      if (!columns.isEmpty()) {
        some.add(gpu.with(columns));
      }
    }
    return some;
  }
}
