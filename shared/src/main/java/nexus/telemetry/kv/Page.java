package nexus.telemetry.kv;

import java.util.List;

/**
 * The answer to a {@link Range}.
 *
 * @param entries the entries read, ascending by key
 * @param more whether the range holds more of the entries asked for than the limit let through
 * @param count entries in the whole range, whatever the limit and whenever they were put
 * @param revision revision of the store that was read: the one asked for, else the newest. Further
 *     pages are read at this revision, so that all show one state
 */
public record Page(List<Entry> entries, boolean more, long count, long revision) {

  public Page {
    entries = List.copyOf(entries);
  }
}
