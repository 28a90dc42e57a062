package nexus.telemetry.kv.jetcd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates for tests, made by the JDK's keytool. */
public final class Certificates {

  private static final char[] STORE_PASSWORD = "changeit".toCharArray();
  private static final String AUTHORITY = "authority";

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /**
   * A certificate and its key.
   *
   * @param cert PEM file
   * @param key PEM file, PKCS 8
   */
  public record Pair(Path cert, Path key) {}

  /** A certificate for 127.0.0.1 that is its own authority, good for servers and clients. */
  public static void make(Path folder, Path cert, Path key)
      throws IOException, InterruptedException, GeneralSecurityException {
    Certificates own = new Certificates(folder);
    own.generate("etcd", "SAN=ip:127.0.0.1", "BC=ca:true", "EKU=serverAuth,clientAuth");
    own.write("etcd", cert, key);
  }

  /** An authority, whose files are in {@code folder}. */
  public static Certificates authority(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Files.createDirectories(folder);
    Certificates authority = new Certificates(folder);
    authority.generate(AUTHORITY, "BC=ca:true");
    authority.write(AUTHORITY);
    return authority;
  }

  /** The authority's own certificate, PEM. */
  public Path authority() {
    return folder.resolve(AUTHORITY + ".pem");
  }

  /** A certificate of this authority for 127.0.0.1, good for servers and clients. */
  public Pair issue(String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    return issue(name, "SAN=ip:127.0.0.1");
  }

  /** One for another host. */
  public Pair issueForHost(String name, String host)
      throws IOException, InterruptedException, GeneralSecurityException {
    return issue(name, "SAN=dns:" + host);
  }

  private Pair issue(String name, String alternative, String... more)
      throws IOException, InterruptedException, GeneralSecurityException {
    generate(name, options(alternative, more));
    return write(name);
  }

  /** One that ran out days ago. */
  public Pair issueExpired(String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    return issue(name, "SAN=ip:127.0.0.1", "-startdate", "-9d");
  }

  private static String[] options(String alternative, String... more) {
    List<String> options = new ArrayList<>(List.of(alternative, "EKU=serverAuth,clientAuth"));
    options.addAll(List.of("-signer", AUTHORITY));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  /** Extensions first, then options of keytool. */
  private void generate(String name, String... extensionsAndOptions)
      throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        new ArrayList<>(
            List.of(keytool.toString(), "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", new String(STORE_PASSWORD)));
    command.addAll(List.of("-keystore", folder.resolve("store.p12").toString()));
    for (String word : extensionsAndOptions) {
      if (word.contains("=")) {
        command.add("-ext");
      }
      command.add(word);
    }
    int status = new ProcessBuilder(command).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("keytool ended with status " + status);
    }
  }

  private Pair write(String name) throws IOException, GeneralSecurityException {
    Pair pair = new Pair(folder.resolve(name + ".pem"), folder.resolve(name + ".key.pem"));
    write(name, pair.cert(), pair.key());
    return pair;
  }

  private void write(String name, Path cert, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
      keys.load(in, STORE_PASSWORD);
    }
    writePem(cert, "CERTIFICATE", keys.getCertificate(name).getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey(name, STORE_PASSWORD).getEncoded());
  }

  private static void writePem(Path file, String what, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
