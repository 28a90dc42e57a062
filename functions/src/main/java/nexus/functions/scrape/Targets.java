package nexus.functions.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.functions.wiring.ScrapeSettings;
import nexus.telemetry.model.InvalidInputException;
import org.jboss.logging.Logger;

/**
 * What is scraped: the addresses that are set, or what is in a file of targets, which is read again
 * whenever it is asked for. While that cannot be used, what was in it before is.
 *
 * <p>Of one thread.
 */
final class Targets {

  /** Most bytes of a file of targets. */
  static final int MOST_BYTES = 1 << 20;

  private static final Logger LOG = Logger.getLogger(Targets.class);

  private final Optional<Path> file;
  private List<Target> targets;
  private byte[] content;
  private String problem = "";

  Targets(ScrapeSettings settings) {
    this.file = settings.file();
    this.targets =
        settings.addresses().stream()
            .map(address -> new Target(address, Optional.empty()))
            .toList();
  }

  /** Those there are now. */
  List<Target> now() {
    file.ifPresent(this::refresh);
    return targets;
  }

  /** Whether those are what is set now, and not what was in the file before. */
  boolean areRead() {
    return problem.isEmpty();
  }

  private void refresh(Path path) {
    try {
      byte[] read = read(path);
      if (Arrays.equals(read, content)) {
        return;
      }
      content = read;
      targets = TargetJson.read(read);
      problem = "";
      LOG.infof("%s names %d targets", path, targets.size());
    } catch (InvalidInputException e) {
      keep(path, e.getMessage());
    } catch (IOException e) {
      content = null;
      keep(path, "it cannot be read: " + e);
    }
  }

  private static byte[] read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] all = in.readNBytes(MOST_BYTES + 1);
      if (all.length > MOST_BYTES) {
        throw new IOException("it has more than " + MOST_BYTES + " bytes");
      }
      return all;
    }
  }

  /** Told once for as long as it stays the same. */
  private void keep(Path path, String why) {
    if (!why.equals(problem)) {
      LOG.warnf(
          "%s cannot be used, and the %d targets known before are scraped: %s",
          path, targets.size(), why);
    }
    problem = why;
  }
}
