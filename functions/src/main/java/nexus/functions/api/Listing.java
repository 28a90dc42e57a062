package nexus.functions.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param success true; an error has another form
 * @param data the entries, ascending
 * @param count entries on this page
 * @param total entries on all pages, as of now
 * @param unreadableHosts hosts whose newest values cannot be read, so that they are missing here,
 *     the first {@value #MAX_UNREADABLE} by name; left out when there are none
 * @param cursor for the page behind; null at the end
 */
public record Listing<T>(
    boolean success,
    List<T> data,
    long count,
    long total,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unreadableHosts,
    String cursor) {

  /** Hosts that are told to be unreadable. */
  public static final int MAX_UNREADABLE = 100;

  public Listing {
    data = List.copyOf(data);
    unreadableHosts = List.copyOf(unreadableHosts);
  }

  /** The same page of a list that may lack what these hosts have. */
  public Listing<T> without(Collection<String> unreadable) {
    List<String> told = unreadable.stream().limit(MAX_UNREADABLE).toList();
    return new Listing<>(success, data, count, total, told, cursor);
  }

  /** The same page of other entries, one for each. */
  public <R> Listing<R> map(Function<T, R> of) {
    return new Listing<>(
        success, data.stream().map(of).toList(), count, total, unreadableHosts, cursor);
  }
}
