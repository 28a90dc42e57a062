package nexus.telemetry.testing;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bytes packed as people pack them. */
public final class Packed {

  private Packed() {}

  /** Wraps a stream into one that packs. */
  private interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }

  public static byte[] gzip(byte[] content) {
    return pack(content, GZIPOutputStream::new);
  }

  public static byte[] gzip(String text) {
    return gzip(utf8(text));
  }

  public static byte[] zstd(byte[] content) {
    return pack(content, ZstdOutputStream::new);
  }

  public static byte[] zstd(String text) {
    return zstd(utf8(text));
  }

  /** A zip of one file, its lengths behind it. */
  public static byte[] zip(String name, byte[] content) {
    return zip(Map.of(name, content));
  }

  public static byte[] zip(String name, String text) {
    return zip(name, utf8(text));
  }

  /** A zip of files, and of folders where a name ends with a slash, in the map's order. */
  public static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One after the other. */
  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] pack(byte[] content, Packer packer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.over(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
