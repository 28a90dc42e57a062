package nexus.functions.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Sha256;

/**
 * Cuts pages of a list that is read anew for each. A page begins behind the last entry of the one
 * before, whatever came or went meanwhile: an entry that stays is on one page exactly.
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

  /**
   * A page.
   *
   * @param all every entry, ascending by position
   * @param position of an entry, unlike every other's
   * @param bytes most that an entry can take
   */
  public <T> Listing<T> page(List<T> all, Function<T, String> position, ToLongFunction<T> bytes) {
    List<T> page = new ArrayList<>();
    long left = maxBytes;
    for (int i = first(all, position); i < all.size() && page.size() < limit; i++) {
      left -= bytes.applyAsLong(all.get(i));
      if (left < 0 && !page.isEmpty()) {
        break;
      }
      page.add(all.get(i));
    }
    boolean end = page.isEmpty() || position.apply(last(page)).equals(position.apply(last(all)));
    String cursor = end ? null : cursor(position.apply(last(page)));
    return new Listing<>(true, page, page.size(), all.size(), List.of(), cursor);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private <T> int first(List<T> all, Function<T, String> position) {
    if (after.isEmpty()) {
      return 0;
    }
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position.apply(all.get(middle)).compareTo(after.get()) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
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
