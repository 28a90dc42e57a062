package nexus.functions.api.formats;

import java.util.List;
import nexus.telemetry.formats.FormatVersions;
import nexus.telemetry.model.StoredFormat;

/**
 * The versions of every stored format, as answers tell them.
 *
 * @param formats one entry a format
 */
public record FormatsAnswer(List<Item> formats) {

  public FormatsAnswer {
    formats = List.copyOf(formats);
  }

  /**
   * The versions of one format.
   *
   * @param kind its name
   * @param written the version that is written now
   * @param newestWritten the newest that this release can write, after a raise
   * @param newestRead the newest that this release can read
   */
  record Item(String kind, int written, int newestWritten, int newestRead) {

    static Item of(StoredFormat format, FormatVersions versions) {
      return new Item(format.word(), versions.of(format), format.written(), format.read());
    }
  }

  static FormatsAnswer of(FormatVersions versions) {
    return new FormatsAnswer(
        StoredFormat.raisable().stream().map(format -> Item.of(format, versions)).toList());
  }
}
