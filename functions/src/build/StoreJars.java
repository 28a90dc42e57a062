import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites function.zip, run by the build: the jars in it hold their classes uncompressed, and the
 * zip compresses each jar as a whole. So the zip is smaller by a third, and a cold start does not
 * inflate class by class. What no running code reads is left out of the jars.
 *
 * <p>Argument: the zip. Times stay as they are, so that the same build makes the same bytes.
 */
final class StoreJars {

  /** How the jars were built, sources of generated code, and documentation of settings. */
  private static final Pattern UNREAD =
      Pattern.compile(
          "META-INF/maven/.*"
              + "|META-INF/quarkus-config-doc/.*"
              + "|META-INF/quarkus-javadoc\\.properties"
              + "|META-INF/.*\\.kotlin_module"
              + "|.*\\.proto"
              // Messages of Google's services that gRPC brings along; of its own it needs those of rpc.
              + "|com/google/(api|apps|cloud|geo|logging|longrunning|shopping|type)/.*"
              // Of the one library, which has a folder for each format: zstd, and what unpacks Snappy.
              + "|io/airlift/compress/(?!zstd/|snappy/)[^/]+/.*"
              + "|io/airlift/compress/snappy/(Snappy(Codec|Hadoop|Framed|RawCompressor|Compressor)|Crc32C).*"
              + "|io/airlift/compress/zstd/Zstd(Codec|Hadoop).*");

  private StoreJars() {}

  public static void main(String... args) throws IOException {
    Path zip = Path.of(args[0]);
    Path rewritten = zip.resolveSibling(zip.getFileName() + ".rewritten");
    try (InputStream in = Files.newInputStream(zip);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(rewritten))) {
      rewrite(in, out);
    }
    Files.move(rewritten, zip, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void rewrite(InputStream from, OutputStream to) throws IOException {
    Set<String> seen = new HashSet<>();
    try (ZipInputStream in = new ZipInputStream(from);
        ZipOutputStream out = new ZipOutputStream(to)) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (seen.add(entry.getName())) {
          byte[] content = in.readAllBytes();
          out.putNextEntry(copy(entry));
          out.write(entry.getName().endsWith(".jar") ? stored(content) : content);
        }
      }
    }
  }

  private static byte[] stored(byte[] jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(3 * jar.length);
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (UNREAD.matcher(entry.getName()).matches()) {
          continue;
        }
        byte[] content = in.readAllBytes();
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry stored = copy(entry);
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(content.length);
        stored.setCrc(checksum.getValue());
        out.putNextEntry(stored);
        out.write(content);
      }
    }
    return bytes.toByteArray();
  }

  private static ZipEntry copy(ZipEntry entry) {
    ZipEntry copy = new ZipEntry(entry.getName());
    copy.setTimeLocal(entry.getTimeLocal());
    return copy;
  }
}
