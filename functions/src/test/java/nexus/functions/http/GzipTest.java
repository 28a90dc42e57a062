package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                      | true",
        "GZIP                      | true",
        "x-gzip                    | true",
        "deflate, gzip;q=0.5 , br  | true",
        "*                         | true",
        "gzip ; q=0                | false",
        "gzip;q=0.000, *           | false",
        "gzip;q=0.001              | true",
        "*, gzip;q=0               | false",
        "*;q=0                     | false",
        "identity                  | false",
        "gzippy, br                | false",
        "''                        | false",
      })
  void isAcceptedWhereTheHeaderSaysSo(String header, boolean accepted) {
    assertThat(Gzip.isAccepted(List.of(header))).isEqualTo(accepted);
  }

  @Test
  void isNotAcceptedWhereNothingIsSaid() {
    assertThat(Gzip.isAccepted(List.of())).isFalse();
  }

  @Test
  void everyHeaderOfTheNameCounts() {
    assertThat(Gzip.isAccepted(List.of("br", "gzip"))).isTrue();
  }

  @Test
  void whatIsCompressedInflatesToTheSame() throws IOException {
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body);

    assertThat(new GZIPInputStream(new ByteArrayInputStream(Gzip.compress(body))).readAllBytes())
        .isEqualTo(body);
  }
}
