package nexus.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.local.LocalFailure;

/** What {@code template.yaml} says of the functions' JVM. */
public final class Template {

  /** A function's handler, and directly behind it a folded text of lines that are indented more. */
  private static final Pattern OPTIONS =
      Pattern.compile(
          "QUARKUS_LAMBDA_HANDLER: (\\w+)\\R( +)JAVA_TOOL_OPTIONS: >-\\R((?:\\2 +\\S.*\\R)+)");

  private Template() {}

  /**
   * The words of a function's {@code JAVA_TOOL_OPTIONS}.
   *
   * @throws LocalFailure when the template has none
   */
  public static List<String> jvmFlags(String handler) {
    try {
      String template = Files.readString(ProjectFile.find("template.yaml", "it is in the sources"));
      Matcher found = OPTIONS.matcher(template);
      while (found.find()) {
        if (found.group(1).equals(handler)) {
          return List.of(found.group(3).strip().split("\\s+", -1));
        }
      }
      throw new LocalFailure("template.yaml has no JAVA_TOOL_OPTIONS for " + handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
