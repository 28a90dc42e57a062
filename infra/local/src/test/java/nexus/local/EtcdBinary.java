package nexus.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The etcd that {@code infra/local/etcd-bin} finds. */
public final class EtcdBinary {

  /** The project's folder. */
  public static final Path PROJECT =
      Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
          .filter(path -> Files.isExecutable(path.resolve("infra/local/etcd-bin")))
          .findFirst()
          .orElseThrow();

  private EtcdBinary() {}

  /** Its path. */
  public static Path find() throws IOException, InterruptedException {
    Process script =
        new ProcessBuilder(PROJECT.resolve("infra/local/etcd-bin").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = script.inputReader().lines().toList();
    if (script.waitFor() != 0) {
      throw new IOException("infra/local/etcd-bin found no etcd");
    }
    return Path.of(lines.get(lines.size() - 1).strip());
  }
}
