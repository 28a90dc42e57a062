package nexus.telemetry.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Certificates for tests, made by the JDK's keytool. */
public final class Certificates {

  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  private Certificates() {}

  /** A certificate for 127.0.0.1 that is its own authority, good for servers and clients. */
  public static void make(Path folder, Path cert, Path key)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "etcd",
            "-keyalg",
            "EC",
            "-dname",
            "CN=etcd-test",
            "-ext",
            "SAN=ip:127.0.0.1",
            "-ext",
            "BC=ca:true",
            "-ext",
            "EKU=serverAuth,clientAuth",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(STORE_PASSWORD),
            "-keystore",
            store.toString());
    int status = new ProcessBuilder(command).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("keytool ended with status " + status);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD);
    }
    writePem(cert, "CERTIFICATE", keys.getCertificate("etcd").getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey("etcd", STORE_PASSWORD).getEncoded());
  }

  private static void writePem(Path file, String what, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
