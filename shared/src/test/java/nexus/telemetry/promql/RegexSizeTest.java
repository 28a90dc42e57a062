package nexus.telemetry.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too large is refused before it is compiled, and what people write is not. */
class RegexSizeTest {

  private static final long STACK = 1 << 20;

  /** Those of the dashboards and of the queries that a real Prometheus is asked. */
  private static final List<Path> OF_OTHERS =
      List.of(Path.of("../infra/grafana"), Path.of("../functions/src/test/resources/promql"));

  private static final java.util.regex.Pattern WRITTEN =
      java.util.regex.Pattern.compile("[=!]~\\s*\\\\?\"([^\"]*?)\\\\?\"");

  @ParameterizedTest
  @CsvSource({
    "((a{1000}){1000}){1000}, repeats within each other come to more than 1000",
    "'((a{1,1000}){1,1000}){1,1000}', repeats within each other",
    "'((a{1000,}){1000,}){1000,}', repeats within each other",
    "(a{100}){11}, repeats within each other",
    "'(.{0,1000}){0,1000}', repeats within each other",
    "a{1001}, repeats within each other",
    "a{99999999999999999999}, repeats within each other",
    "(?:a{500}(?i)){3}, repeats within each other",
    "([a-[:alpha:]]{1000}){1000}, repeats within each other",
    "([]{]{1000}){1000}, repeats within each other",
    "(\\Qa{\\E{1000}){1000}, repeats within each other",
    "(\\x{41}{1000}){1000}, repeats within each other",
    "'(?:abcdefghijk){1000}', instructions",
    "'(\\p{L}){1000}(.{1,1000}){1}(.{1,1000}){1}(.{1,1000}){1}(.{1,1000})', instructions",
    "'(?:(a?)){1000}(?:(a?)){1000}', 'alternatives, options and groups'"
  })
  void whatIsTooLargeSaysWhat(String regex, String what) {
    assertThatThrownBy(() -> Regex.of(regex))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("too large")
        .hasMessageContaining(what);
  }

  @Test
  void whatIsLongOrDeepSaysSo() {
    refused("(".repeat(5_000) + "a" + ")".repeat(5_000), "nested deeper than 200");
    refused("(?:".repeat(201) + "a" + ")*".repeat(201), "nested deeper than 200");
    refused("a".repeat(16_385), "16385 characters, 16384 are the most");
    refused("(" + "a".repeat(1_000) + "){1000}", "more than 10000 instructions");
    refused("\\p{Greek}".repeat(101), "more than 10000 instructions");
    refused("(?i)" + "[\\x{1}-\\x{1ffff}]".repeat(101), "more than 10000 instructions");
    refused("()".repeat(1_400), "more than 4000 alternatives");
    refused("a?".repeat(4_001), "more than 4000 alternatives");
  }

  private static void refused(String regex, String why) {
    assertThatThrownBy(() -> Regex.of(regex))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".*",
        "node-(.*)",
        "node-\\w+\\.example\\.com(:\\d+)?",
        "(?i)NODE-A",
        "^0$",
        "()",
        "(?P<rack>r\\d{1,3})-(?<host>h\\d{1,3})",
        "a{1000}",
        ".{1,1000}",
        "(a{100}){10}",
        "([0-9]{1,3}\\.){3}[0-9]{1,3}",
        "[^]a]+",
        "\\Q(((\\E",
        "a{,3}",
        "{",
        "(a{0}){1000}",
        "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}",
        "(\\pL|\\p{N})*",
        "(.+)[-_](\\d+)"
      })
  void whatPeopleWritePasses(String regex) {
    assertThatCode(() -> Regex.of(regex)).doesNotThrowAnyException();
    assertThatCode(() -> Regex.checkCaptured(regex)).doesNotThrowAnyException();
  }

  @Test
  void aThousandHostsPassWithWhatStandsAroundThem() {
    String hosts =
        IntStream.range(0, 1_000).mapToObj("n%04d"::formatted).collect(Collectors.joining("|"));

    assertThat(Regex.of("(" + hosts + ")\\.example").matches("n0999.example")).isTrue();
    assertThat(
            nexus.telemetry.promql.Matcher.of(
                    "h", nexus.telemetry.promql.Matcher.Op.REGEX, "(" + hosts.repeat(3) + ")")
                .matches("n0500"))
        .isTrue();
  }

  @Test
  void thoseOfDashboardsAndOfTheJudgedQueriesAreAsSmallAsOrdinaryOnes() throws IOException {
    List<String> regexes = new ArrayList<>();
    for (Path folder : OF_OTHERS) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Matcher found = WRITTEN.matcher(Files.readString(file));
          while (found.find()) {
            regexes.add(found.group(1).replace("\\\\", "\\"));
          }
        }
      }
    }

    assertThat(regexes).hasSizeGreaterThan(40);
    assertThat(regexes)
        .allSatisfy(regex -> assertThat(RegexSize.check(regex).instructions()).isLessThan(100));
  }

  /** Whatever RE2J makes of a text, it has no more instructions than were told. */
  @Test
  void noProgramIsLargerThanIsTold() {
    String[] parts = {
      "a",
      "b",
      "-",
      "[",
      "]",
      "(",
      ")",
      "(?:",
      "(?P<n>",
      "(?i)",
      "(?i:",
      "{2}",
      "{3,}",
      "{0,4}",
      "{2,",
      "{",
      "}",
      "*",
      "+",
      "?",
      "|",
      "^",
      "$",
      "\\",
      "\\Q",
      "\\E",
      "\\pL",
      "\\p{L}",
      "\\x{41}",
      "\\x41",
      "\\d",
      "\\b",
      "[:",
      ":]",
      "[:alpha:]",
      "[^",
      "]]",
      "é",
      "😀",
      "\\101",
      ",",
      ".",
      "ab",
      "x{3}",
      "(a",
      "b)"
    };
    Random random = new Random(7);
    int compiled = 0;
    for (int i = 0; i < 300_000; i++) {
      StringBuilder regex = new StringBuilder();
      for (int left = 1 + random.nextInt(12); left > 0; left--) {
        regex.append(parts[random.nextInt(parts.length)]);
      }
      String text = regex.toString();
      RegexSize size = RegexSize.of(text);
      if (size.instructions() > 100_000) {
        continue;
      }
      try {
        Pattern pattern = Pattern.compile(text);
        compiled++;
        assertThat(size.instructions()).as(text).isGreaterThanOrEqualTo(pattern.programSize());
        assertThat(size.groups()).as(text).isEqualTo(pattern.groupCount());
      } catch (PatternSyntaxException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(compiled).isGreaterThan(20_000);
  }

  /** The worst that passes, in threads as the application has them. */
  @Test
  void whatPassesNeitherOverflowsAStackNorFillsAHeap() throws InterruptedException {
    List<String> worst =
        List.of(
            "()".repeat(1_333),
            "a?".repeat(3_999),
            ".{0,1000}",
            "(?:(?:a?){0,10}){0,100}",
            "(?:(a|b)?){500}",
            "(".repeat(200) + "a" + ")*".repeat(200),
            "(".repeat(199) + "(.{0,999}?)" + ")*".repeat(199),
            IntStream.range(0, 1_300)
                .mapToObj(i -> Character.toString(0x4e00 + i) + "b")
                .collect(Collectors.joining("|", "(", ").*")),
            "\\p{L}".repeat(90));
    List<Throwable> failures = new ArrayList<>();
    for (String regex : worst) {
      Thread thread =
          new Thread(
              null,
              () -> {
                Regex compiled = Regex.of(regex);
                boolean unused = compiled.matches("a".repeat(50));
              },
              "small stack",
              STACK);
      thread.setUncaughtExceptionHandler((one, e) -> failures.add(new AssertionError(regex, e)));
      thread.start();
      thread.join();
    }

    assertThat(failures).isEmpty();
  }

  @Test
  void allOfOneExpressionAreBoundedTogether() {
    String many =
        IntStream.range(0, 20)
            .mapToObj(i -> "a=~\"x{999}y\"")
            .collect(Collectors.joining(",", "v{", "}"));

    assertThatThrownBy(() -> nexus.telemetry.promql.syntax.Parser.parse(many))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("together they take more than 20000 instructions");
  }

  @Test
  void groupsAreBoundedWhereTheyAreAskedFor() {
    assertThatThrownBy(() -> Regex.checkCaptured("(a)".repeat(500)))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("captures 500 groups");
  }
}
