package nexus.telemetry.capture.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class BytePatternTest {

  @Property
  void findsWhatStringsFind(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 5) String pattern,
      @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 60) String text,
      @ForAll @IntRange(max = 60) int from,
      @ForAll @IntRange(min = 1, max = 70) int window) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

    assertThat(new BytePattern(pattern).indexIn(bytes, from, window))
        .isEqualTo(from > text.length() ? -1 : text.indexOf(pattern, from));
  }
}
