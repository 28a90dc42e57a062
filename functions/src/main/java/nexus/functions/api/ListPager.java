package nexus.functions.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Sha256;
import nexus.telemetry.query.ListPage;

/**
 * Which page of a list is asked for, and the answer that tells it.
 *
 * <p>A cursor is base64url of the last entry's position and a hash of that and of the list's
 * identity, so that one of another list is refused.
 */
public final class ListPager {

  private static final int HASH = 8;
  private static final int MAX_CURSOR = 2_000;

  private final String identity;
  private final int limit;
  private final long maxBytes;
  private final Optional<String> after;

  /**
   * @param given {@code limit}, 1 to {@code mostLimit}, and {@code cursor}
   * @param defaultLimit limit where none is given, however large
   * @param identity what the list is of, page aside
   * @param maxBytes most bytes of the answer
   * @throws InvalidInputException naming the parameter that cannot be used
   */
  public ListPager(
      RequestParameters given, String identity, int mostLimit, int defaultLimit, long maxBytes) {
    this.identity = identity;
    this.limit = given.wholeNumber("limit", 1, mostLimit, defaultLimit);
    this.maxBytes = maxBytes;
    this.after = given.text("cursor", MAX_CURSOR).map(this::position);
  }

  /** Position of the last entry of the page before; empty for the first page. */
  public Optional<String> after() {
    return after;
  }

  /** Most entries of the page. */
  public int limit() {
    return limit;
  }

  /**
   * The answer that tells a page, cut where it would be too large; an entry it has at least.
   *
   * @param page the entries behind {@link #after}, {@link #limit} at most
   * @param position of an entry, unlike every other's
   * @param bytes most that an entry can take
   */
  public <T> Listing<T> answer(
      ListPage<T> page, Function<T, String> position, ToLongFunction<T> bytes) {
    List<T> entries = page.entries();
    int fits = fits(entries, bytes);
    boolean more = page.more() || fits < entries.size();
    String cursor = more && fits > 0 ? cursor(position.apply(entries.get(fits - 1))) : null;
    return new Listing<>(true, entries.subList(0, fits), fits, page.total(), List.of(), cursor);
  }

  private <T> int fits(List<T> entries, ToLongFunction<T> bytes) {
    long left = maxBytes;
    for (int i = 0; i < entries.size(); i++) {
      left -= bytes.applyAsLong(entries.get(i));
      if (left < 0 && i > 0) {
        return i;
      }
    }
    return entries.size();
  }

  private String cursor(String position) {
    byte[] text = position.getBytes(UTF_8);
    byte[] bytes = Arrays.copyOf(text, text.length + HASH);
    System.arraycopy(hash(position), 0, bytes, text.length, HASH);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String position(String cursor) {
    byte[] bytes = fromBase64(cursor);
    int end = Math.max(0, bytes.length - HASH);
    String position = new String(bytes, 0, end, UTF_8);
    if (!Arrays.equals(hash(position), Arrays.copyOfRange(bytes, end, bytes.length))) {
      throw notOfThisList();
    }
    return position;
  }

  private byte[] hash(String position) {
    byte[] of = (identity + "\n\n" + position).getBytes(UTF_8);
    return Arrays.copyOf(Sha256.digest().digest(of), HASH);
  }

  private static byte[] fromBase64(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      InvalidInputException refused = notOfThisList();
      refused.initCause(e);
      throw refused;
    }
  }

  private static InvalidInputException notOfThisList() {
    return new InvalidInputException(
        "cursor", "not a cursor of this list: send the same parameters with it");
  }
}
