package nexus.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.lambda.S3Bucket.Put;
import org.junit.jupiter.api.Test;

/** The stand-in of S3 does what the tests of the function rest on. */
final class S3StoreTest {

  @Test
  void keepsVersionsAndKeysOfAnyLetters() {
    try (S3Store store = new S3Store()) {
      Put first = store.versioned().put("a b+ü/1.csv", "one");
      Put second = store.versioned().put("a b+ü/1.csv", "two");

      assertThat(store.versioned().text("a b+ü/1.csv")).isEqualTo("two");
      assertThat(first.versionId()).isPresent().isNotEqualTo(second.versionId());
      assertThat(store.versioned().keys("a b")).containsExactly("a b+ü/1.csv");

      store.versioned().delete(second);
      assertThat(store.versioned().text("a b+ü/1.csv")).isEqualTo("one");
    }
  }

  @Test
  void keepsOneObjectAKeyWithoutVersions() {
    try (S3Store store = new S3Store()) {
      Put first = store.unversioned().put("1.csv", "one");
      Put second = store.unversioned().put("1.csv", "two");

      assertThat(first.versionId()).isEmpty();
      assertThat(first.etag()).isNotEqualTo(second.etag());
      assertThat(store.unversioned().text("1.csv")).isEqualTo("two");
    }
  }
}
