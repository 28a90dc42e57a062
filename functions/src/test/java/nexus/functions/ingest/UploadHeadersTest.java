package nexus.functions.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.Optional;
import nexus.functions.http.StatusException;
import nexus.telemetry.unpack.Container;
import nexus.telemetry.unpack.Hint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadHeadersTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "text/csv",
        "Text/CSV; header=present",
        "application/csv",
        "text/plain",
        "application/vnd.ms-excel",
        "application/octet-stream",
        "text/tab-separated-values",
        "application/json",
        "application/x-ndjson",
        "application/openmetrics-text; version=1.0.0",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
      })
  void whatToolsSendSaysNothing(String type) {
    assertThat(UploadHeaders.hint(type, null)).isEqualTo(Hint.NONE);
    assertThat(UploadHeaders.hint(type, "identity")).isEqualTo(Hint.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "application/gzip,, GZIP",
    "application/x-gzip, gzip, GZIP",
    "application/zip,, ZIP",
    "application/x-zip-compressed,, ZIP",
    "application/zip, gzip, GZIP",
    "application/zstd,, ZSTD",
    "application/x-zstd, Identity, ZSTD",
    "text/csv, X-GZIP, GZIP",
    ", zstd, ZSTD",
  })
  void whatIsSaidToBePackedMustBe(String type, String encoding, Container container) {
    assertThat(UploadHeaders.hint(type, encoding).container()).contains(container);
  }

  @ParameterizedTest
  @CsvSource({
    "text/csv; charset=utf-8, UTF-8",
    "text/csv;charset=ISO-8859-1;header=present, ISO-8859-1",
    "text/plain; header=absent; Charset=\"windows-1252\", windows-1252",
    "text/csv; charset = latin1, ISO-8859-1",
  })
  void aCharsetIsNamedByTheType(String type, String charset) {
    assertThat(UploadHeaders.hint(type, null).charset())
        .isEqualTo(Optional.of(Charset.forName(charset)));
  }

  @ParameterizedTest
  @CsvSource({
    "text/html,",
    "image/png,",
    "text/csv, br",
    "text/csv, 'gzip, zstd'",
    "text/csv; charset=klingon,",
    "text/csv; charset=,",
    "text/csv; charset=\"a b\",",
  })
  void whatCannotBeAnUploadIsRefused(String type, String encoding) {
    assertThatThrownBy(() -> UploadHeaders.hint(type, encoding))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.status()).isEqualTo(415));
  }

  @Test
  void aTypeIsComparedWithoutItsParameters() {
    assertThat(UploadHeaders.type("Multipart/Form-Data; boundary=x")).isEqualTo(UploadHeaders.FORM);
  }
}
