package nexus.telemetry.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTableTest {

  private static final String HEADER = "name,kind,condition,for,quiet,severity,action,help\n";

  private static RuleBook with(String rows) throws IOException {
    return RuleBook.builtIn().with(new StringReader(HEADER + rows));
  }

  @Test
  void rulesAreAddedAndThoseOfTheProjectReplacedByName() throws IOException {
    RuleBook book =
        with(
            """
            # ours
            cold,cold,gpu_temp < 5,10m,1h,info,none,It is cold.
            hot,hot,DCGM_FI_DEV_GPU_TEMP > 60,0,0,critical,check cooling,Hot.
            """);

    assertThat(book.rules()).hasSize(RuleBook.builtIn().rules().size() + 1);
    assertThat(book.rule("cold"))
        .get()
        .satisfies(
            rule -> {
              assertThat(rule.forMs()).isEqualTo(600_000);
              assertThat(rule.quietMs()).isEqualTo(3_600_000);
              assertThat(rule.condition().fields()).containsExactly("DCGM_FI_DEV_GPU_TEMP");
            });
    assertThat(book.rule("hot").orElseThrow().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(book.wants("DCGM_FI_DEV_XID_ERRORS{err_code=\"3\"}")).isTrue();
    assertThat(book.wants("DCGM_FI_DEV_MEM_COPY_UTIL")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a,a,DCGM_FI_DEV_GPU_TMP > 5,0,0,info,none,h; line 2: no field is called DCGM_FI_DEV_GPU_TMP",
        "a,a,DCGM_FI_DEV_GPU_TEMP >> 5,0,0,info,none,h; line 2: \"DCGM_FI_DEV_GPU_TEMP >> 5\" is no",
        "a,a,DCGM_FI_DEV_GPU_TEMP > 5,5x,0,info,none,h; line 2: for \"5x\" is no duration",
        "a,a,DCGM_FI_DEV_GPU_TEMP > 5,0,0,bad,none,h; line 2: severity is info, warning or critical",
        "a,a,DCGM_FI_DEV_GPU_TEMP > 5,0,0,info,pray,h; line 2: action is none, restart",
        "A b,a,DCGM_FI_DEV_GPU_TEMP > 5,0,0,info,none,h; line 2: name \"A b\"",
        "a,xid,DCGM_FI_DEV_GPU_TEMP > 5,0,0,info,none,h; line 2: kind xid",
        "a,a,DCGM_FI_DEV_GPU_TEMP > 5,0,0,info,none,; line 2: help has 1 to",
        "a,a,DCGM_FI_DEV_GPU_TEMP > 5; line",
        "a,xid,A/B counts XIDs unless DCGM_FI_DEV_XID_ERRORS,0,0,info,none,h; line 2: condition",
        "a,a,DCGM_FI_DEV_GPU_TEMP rises by 0,0,0,info,none,h; line 2: a counter rises by 1",
      })
  void aBadRowIsToldByLineAndReason(String row, String told) {
    assertThatThrownBy(() -> with(row + "\n"))
        .isInstanceOf(BadRulesException.class)
        .hasMessageStartingWith(told);
  }

  @Test
  void aNameTwiceAndOtherColumnsAreTold() {
    String row = "a,a,DCGM_FI_DEV_GPU_TEMP > 5,0,0,info,none,h\n";
    assertThatThrownBy(() -> with(row + row)).hasMessage("rule a is there twice");
    assertThatThrownBy(() -> RuleBook.builtIn().with(new StringReader("a,b\n1,2\n")))
        .hasMessageStartingWith("line 1: the columns must be name,kind");
  }

  @Test
  void theCatalogueKnowsWhatEverybodyAsksFor() {
    assertThat(RuleBook.builtIn().xids().keySet())
        .contains(13, 31, 43, 45, 48, 63, 64, 74, 79, 92, 94, 95, 119, 120);
    assertThat(RuleBook.builtIn().xid(31).orElseThrow().application()).isTrue();
    assertThat(RuleBook.builtIn().xid(79).orElseThrow().application()).isFalse();
  }
}
