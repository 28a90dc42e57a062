package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against what {@code openssl asn1parse} reads. */
class DerTest {

  @Test
  void valuesAreWrittenAsTheStandardHasThem() {
    assertThat(hex(Der.identifier("2.5.4.3"))).isEqualTo("0603550403");
    assertThat(hex(Der.identifier("1.2.840.10045.4.3.2"))).isEqualTo("06082a8648ce3d040302");
    assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
    assertThat(hex(Der.bits(7, new byte[] {(byte) 0x80}))).isEqualTo("03020780");
    assertThat(hex(Der.sequence(Der.yes(), Der.text("é")))).isEqualTo("30070101ff0c02c3a9");
  }

  @Test
  void lengthsFrom128OnHaveALengthOfTheirOwn() {
    assertThat(hex(Der.of(Der.OCTETS, new byte[127]))).startsWith("047f00");
    assertThat(hex(Der.of(Der.OCTETS, new byte[128]))).startsWith("04818000");
    assertThat(hex(Der.of(Der.OCTETS, new byte[256]))).startsWith("0482010000");
    assertThat(hex(Der.of(Der.OCTETS, new byte[65_536]))).startsWith("048301000000");
  }

  @Test
  void yearsFrom2050OnHaveFourDigits() {
    assertThat(Der.time(Instant.parse("2049-12-31T23:59:59Z")))
        .endsWith("491231235959Z".getBytes(StandardCharsets.US_ASCII))
        .startsWith(0x17, 13);
    assertThat(Der.time(Instant.parse("2050-01-01T00:00:00Z")))
        .endsWith("20500101000000Z".getBytes(StandardCharsets.US_ASCII))
        .startsWith(0x18, 15);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
