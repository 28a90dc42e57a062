package nexus.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.lambda.S3Store.Put;
import org.junit.jupiter.api.Test;

/** The stand-in of S3 does what the tests of the function rest on. */
final class S3StoreTest {

  @Test
  void keepsVersionsAndKeysOfAnyLetters() {
    try (S3Store store = new S3Store()) {
      Put first = store.put("a b+ü/1.csv", "one");
      Put second = store.put("a b+ü/1.csv", "two");

      assertThat(store.text("a b+ü/1.csv")).isEqualTo("two");
      assertThat(first.versionId()).isNotEqualTo(second.versionId());
      assertThat(store.keys("a b")).containsExactly("a b+ü/1.csv");
    }
  }
}
