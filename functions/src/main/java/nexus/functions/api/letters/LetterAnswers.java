package nexus.functions.api.letters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nexus.functions.api.TextCursor;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.letters.Redrive;
import nexus.telemetry.query.letters.SetAside;
import nexus.telemetry.query.letters.SetAside.Origin;

/** What was set aside, and what became of it, as answers tell it. */
public final class LetterAnswers {

  private LetterAnswers() {}

  /**
   * A page of letters, ascending by key.
   *
   * @param count how many dead letters the cluster has
   * @param cursor for the page behind; null at the end
   */
  public record Page(String cluster, long count, List<Item> deadLetters, String cursor) {

    static Page of(String cluster, ListPage<SetAside> page) {
      List<Item> items = page.entries().stream().map(Item::of).toList();
      String cursor = page.more() ? TextCursor.of(items.get(items.size() - 1).key()) : null;
      return new Page(cluster, page.total(), items, cursor);
    }
  }

  /**
   * A message, a block or another value that was set aside; of a letter that cannot be read, key
   * and kind alone are known. Times are RFC 3339; what is not known is left out.
   *
   * @param key the letter's key, by which it is put back or removed
   * @param kind {@code message}, {@code block} or {@code value}
   * @param source key it had in the queue or the store
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Item(
      String key,
      String kind,
      String source,
      String host,
      String gpu,
      String reason,
      Integer attempts,
      String firstSeen,
      Integer bytes) {

    static Item of(SetAside told) {
      Optional<Origin> origin = told.origin();
      return new Item(
          told.key(),
          told.kind().name().toLowerCase(Locale.ROOT),
          origin.map(Origin::key).orElse(null),
          told.gpu().map(GpuId::host).orElse(null),
          told.gpu().map(GpuId::gpu).orElse(null),
          told.reason(),
          origin.map(Origin::attempts).orElse(null),
          origin.map(Origin::firstFailedMs).map(Timestamps::format).orElse(null),
          origin.map(Origin::bytes).orElse(null));
    }
  }

  /**
   * What a redrive did.
   *
   * @param cursor for the letters behind those tried; null when all were
   */
  public record Redriven(
      String cluster,
      long redriven,
      long failures,
      List<Redrive.Failure> failed,
      long remaining,
      String cursor) {

    static Redriven of(String cluster, Redrive done) {
      return new Redriven(
          cluster,
          done.redriven(),
          done.failures(),
          done.failed(),
          done.remaining(),
          done.tried().map(TextCursor::of).orElse(null));
    }
  }

  /** The letter that is gone, and its bytes with it. */
  public record Deletion(String cluster, Item deleted) {

    static Deletion of(String cluster, SetAside gone) {
      return new Deletion(cluster, Item.of(gone));
    }
  }
}
