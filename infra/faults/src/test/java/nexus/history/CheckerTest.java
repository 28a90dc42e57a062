package nexus.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The checker on made-up histories, good and bad. */
class CheckerTest {

  private static final String SENT = ":f :upload, :value {:upload 1, :samples [[\"a\" 10 1.5]]}";
  private static final String CORRECTION =
      ":f :upload, :value {:upload 2, :samples [[\"a\" 10 2.5]]}";
  private static final String UPLOAD_1 = ":f :upload, :value {:upload 1}";
  private static final String UPLOAD_2 = ":f :upload, :value {:upload 2}";
  private static final String READ = ":f :read, :value {:subject \"g\"}";

  private int index;
  private final Checker checker = new Checker();

  private CheckerTest says(int process, String type, String what) {
    String line =
        "{:index %d, :time %d, :process %d, :type :%s, %s}"
            .formatted(index, index * 1000, process, type, what);
    index++;
    checker.next(Operation.read(line));
    return this;
  }

  private CheckerTest uploads(String what, String end) {
    return says(1, "invoke", what).says(1, end, what.contains(":upload 1") ? UPLOAD_1 : UPLOAD_2);
  }

  private CheckerTest reads(String... samples) {
    return says(2, "invoke", READ).says(2, "ok", found("", samples));
  }

  private CheckerTest readsLast(String... samples) {
    return says(2, "invoke", READ).says(2, "ok", found(", :final true", samples));
  }

  private static String found(String more, String... samples) {
    return ":f :read, :value {:subject \"g\", :samples [%s]%s}"
        .formatted(String.join(" ", samples), more);
  }

  private List<String> complaints() {
    return checker.complaints();
  }

  private void assertComplains(String word) {
    assertThat(complaints()).singleElement().asString().startsWith(word);
  }

  @Test
  void whatIsAcknowledgedAndFoundOnceHolds() {
    uploads(SENT, "ok").reads("[\"a\" 10 1.5]").readsLast("[\"a\" 10 1.5]");

    assertThat(complaints()).isEmpty();
    assertThat(checker.summary())
        .isEqualTo(
            "6 operations: 1 uploads of 1 samples, 1 acknowledged; 2 reads, 1 of them last, found"
                + " 1 values");
  }

  @Test
  void whatIsAcknowledgedAndNotFoundIsLost() {
    uploads(SENT, "ok").readsLast();
    assertComplains("lost: ");
  }

  @Test
  void aHistoryWithoutLastReadsProvesNothing() {
    uploads(SENT, "ok");
    assertComplains("lost: ");
  }

  @Test
  void whatIsFoundTwiceIsDoubled() {
    uploads(SENT, "ok").readsLast("[\"a\" 10 1.5]", "[\"a\" 10 1.5]");
    assertThat(complaints()).hasSize(2).allMatch(one -> one.startsWith("doubled: "));
  }

  @Test
  void aValueThatNobodySentIsWrong() {
    uploads(SENT, "ok").reads("[\"a\" 10 9.0]").readsLast("[\"a\" 10 1.5]");
    assertComplains("wrong: ");
  }

  @Test
  void aValueThatIsSentLaterIsWrong() {
    reads("[\"a\" 10 1.5]").uploads(SENT, "ok").readsLast("[\"a\" 10 1.5]");
    assertComplains("wrong: ");
  }

  @Test
  void whatFailedIsNeverFound() {
    uploads(SENT, "fail").reads("[\"a\" 10 1.5]");
    assertComplains("wrong: ");
  }

  @Test
  void whatFailedAfterItWasFoundIsWrong() {
    says(1, "invoke", SENT).reads("[\"a\" 10 1.5]").says(1, "fail", UPLOAD_1);
    assertComplains("wrong: ");
  }

  @Test
  void whatNobodyKnowsOfMayBeFoundOrNot() {
    uploads(SENT, "info").readsLast();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void whatNobodyKnowsOfMayBeFound() {
    uploads(SENT, "info").reads().readsLast("[\"a\" 10 1.5]");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void whatWasNeverAnsweredMayBeFound() {
    says(1, "invoke", SENT).readsLast("[\"a\" 10 1.5]");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void whatIsSentAgainAndAcknowledgedCounts() {
    says(1, "invoke", SENT).says(1, "info", UPLOAD_1);
    says(3, "invoke", UPLOAD_1).says(3, "ok", UPLOAD_1).readsLast();
    assertComplains("lost: ");
  }

  @Test
  void whatWasFoundDoesNotGo() {
    uploads(SENT, "ok").reads("[\"a\" 10 1.5]").reads().readsLast("[\"a\" 10 1.5]");
    assertComplains("back: ");
  }

  @Test
  void readsSideBySideMayFindEither() {
    uploads(SENT, "info").says(3, "invoke", READ);
    reads("[\"a\" 10 1.5]").says(3, "ok", found("")).readsLast("[\"a\" 10 1.5]");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aCorrectionStands() {
    uploads(SENT, "ok").uploads(CORRECTION, "ok").readsLast("[\"a\" 10 1.5]");
    assertComplains("wrong: ");
  }

  @Test
  void ofTwoUploadsSideBySideEitherStands() {
    says(1, "invoke", SENT).says(3, "invoke", CORRECTION);
    says(1, "ok", UPLOAD_1).says(3, "ok", UPLOAD_2).readsLast("[\"a\" 10 1.5]");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aCorrectionThatWasFoundIsNotUndone() {
    uploads(SENT, "ok").says(3, "invoke", CORRECTION).reads("[\"a\" 10 2.5]");
    reads("[\"a\" 10 1.5]").says(3, "ok", UPLOAD_2).readsLast("[\"a\" 10 2.5]");
    assertComplains("back: ");
  }

  @Test
  void revisionsDoNotGoBack() {
    says(2, "invoke", ":f :read").says(2, "ok", ":f :read, :value {:revision 9}");
    says(2, "invoke", ":f :read").says(2, "ok", ":f :read, :value {:revision 8}");
    assertComplains("back: revision 8");
  }

  @Test
  void whatIsNoHistoryIsToldApart() {
    says(1, "ok", UPLOAD_1).says(2, "invoke", READ).says(2, "invoke", READ).says(3, "done", READ);
    index = 0;
    says(4, "invoke", READ);

    assertThat(complaints())
        .containsExactly(
            "what ends at index 0 was not begun",
            "process 2 does two things at once (index 2)",
            "there is no type :done (index 3)",
            "the index 0 follows 3");
    assertThatThrownBy(() -> Operation.read("[1 2]")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theCheckerUsesNothingOfThePipeline() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/nexus/history"))) {
      List<Path> sources = files.toList();
      assertThat(sources).hasSizeGreaterThan(5);
      for (Path source : sources) {
        assertThat(Files.readString(source).lines())
            .filteredOn(line -> line.matches("import (static )?(?!java\\.|nexus\\.history\\.).*"))
            .isEmpty();
      }
    }
  }
}
