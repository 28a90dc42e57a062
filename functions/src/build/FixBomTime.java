import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the bill of materials the build's own time, run by the build, so that the same build makes
 * the same bytes.
 *
 * <p>Arguments: the CycloneDX JSON, and the time.
 */
final class FixBomTime {

  private static final Pattern TIMESTAMP = Pattern.compile("(\"timestamp\"\\s*:\\s*\")[^\"]*\"");

  private FixBomTime() {}

  public static void main(String... args) throws IOException {
    Path bom = Path.of(args[0]);
    String time = Matcher.quoteReplacement(args[1]);
    Files.writeString(
        bom, TIMESTAMP.matcher(Files.readString(bom)).replaceFirst("$1" + time + "\""));
  }
}
