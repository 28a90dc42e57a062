package nexus.telemetry.query;

import java.util.List;

/**
 * A page of a list.
 *
 * @param success true; an error has another form
 * @param data the entries, ascending
 * @param count entries on this page
 * @param total entries on all pages, as of now
 * @param cursor for the page behind; null at the end
 */
public record Listing<T>(boolean success, List<T> data, long count, long total, String cursor) {

  public Listing {
    data = List.copyOf(data);
  }
}
