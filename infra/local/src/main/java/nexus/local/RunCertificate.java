package nexus.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate of one run, for 127.0.0.1 and {@code localhost}. etcd and who may ask it both
 * show it, and trust nothing else: so nobody reaches that etcd who cannot read this user's files.
 *
 * <pre>
 * folder/etcd.crt   the certificate, PEM, signed with its own key
 * folder/etcd.key   the key, PKCS#8 PEM
 * </pre>
 *
 * <p>Both files are this user's alone (0600). Made without a program: a JDK need not have one, and
 * keytool alone takes as long to start as etcd.
 */
public final class RunCertificate {

  private static final String NAME = "a local run of Nexus Telemetry";

  /** Who asks may have a clock that is months behind; what it says is of no use to anybody else. */
  private static final Duration SINCE = Duration.ofDays(100);

  private static final Duration LASTS = Duration.ofDays(3650);
  private static final String CURVE = "secp256r1";
  private static final String SIGNING = "SHA256withECDSA";
  private static final int SERIAL_BITS = 127;

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String EXTENDED_USAGE = "2.5.29.37";
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final int VERSION_TAG = 0xa0;
  private static final int EXTENSIONS_TAG = 0xa3;
  private static final int DNS_TAG = 0x82;
  private static final int ADDRESS_TAG = 0x87;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] DIGITAL_SIGNATURE = {(byte) 0x80};
  private static final int UNUSED_OF_KEY_USAGE = 7;

  private final Path certificateFile;
  private final Path keyFile;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private RunCertificate(Path folder, KeyPair keys, X509Certificate certificate) {
    this.certificateFile = folder.resolve("etcd.crt");
    this.keyFile = folder.resolve("etcd.key");
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * Makes a new one, and replaces the files of an older one.
   *
   * @param folder made where it is not there
   * @throws LocalFailure when the files cannot be written
   */
  public static RunCertificate make(Path folder) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair keys = generator.generateKeyPair();
      byte[] der = signed(keys, body(keys, Instant.now()));
      X509Certificate parsed =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      RunCertificate made = new RunCertificate(folder, keys, parsed);
      Files.createDirectories(folder);
      write(made.keyFile, "PRIVATE KEY", keys.getPrivate().getEncoded());
      write(made.certificateFile, "CERTIFICATE", der);
      return made;
    } catch (IOException | GeneralSecurityException failure) {
      throw new LocalFailure("cannot make a certificate in " + folder + ": " + failure, failure);
    }
  }

  /** PEM file of the certificate; also the authority that it is checked by. */
  public Path certificateFile() {
    return certificateFile;
  }

  /** PEM file of its key. */
  public Path keyFile() {
    return keyFile;
  }

  /** The application's settings to reach an etcd that has this certificate. */
  public Map<String, String> settings() {
    return Map.of(
        "ETCD_CA_FILE", certificateFile.toString(),
        "ETCD_CERT_FILE", certificateFile.toString(),
        "ETCD_KEY_FILE", keyFile.toString());
  }

  /** For clients of the JDK: shows the certificate, and trusts no other. */
  public SSLContext context() {
    try {
      char[] inMemory = {};
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, inMemory);
      store.setKeyEntry("own", keys.getPrivate(), inMemory, new X509Certificate[] {certificate});
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, inMemory);
      trusted.setCertificateEntry("own", certificate);
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(store, inMemory);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException failure) {
      throw new LocalFailure("cannot use the certificate of this run: " + failure, failure);
    }
  }

  private static byte[] signed(KeyPair keys, byte[] body) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(SIGNING);
    signature.initSign(keys.getPrivate());
    signature.update(body);
    return Der.sequence(body, algorithm(), Der.bits(0, signature.sign()));
  }

  /** What is signed: RFC 5280, TBSCertificate. */
  private static byte[] body(KeyPair keys, Instant now) {
    byte[] name =
        Der.sequence(Der.of(Der.SET, Der.sequence(Der.identifier(COMMON_NAME), Der.text(NAME))));
    return Der.sequence(
        Der.of(VERSION_TAG, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
        algorithm(),
        name,
        Der.sequence(Der.time(now.minus(SINCE)), Der.time(now.plus(LASTS))),
        name,
        keys.getPublic().getEncoded(),
        Der.of(EXTENSIONS_TAG, extensions()));
  }

  private static byte[] extensions() {
    byte[] usage = Der.bits(UNUSED_OF_KEY_USAGE, DIGITAL_SIGNATURE);
    byte[] names =
        Der.sequence(
            Der.of(DNS_TAG, "localhost".getBytes(StandardCharsets.US_ASCII)),
            Der.of(ADDRESS_TAG, LOOPBACK));
    byte[] both = Der.sequence(Der.identifier(SERVER), Der.identifier(CLIENT));
    return Der.sequence(
        Der.sequence(Der.identifier(KEY_USAGE), Der.yes(), Der.of(Der.OCTETS, usage)),
        Der.sequence(Der.identifier(ALTERNATIVE_NAMES), Der.of(Der.OCTETS, names)),
        Der.sequence(Der.identifier(EXTENDED_USAGE), Der.of(Der.OCTETS, both)));
  }

  private static byte[] algorithm() {
    return Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
  }

  /** The file is this user's alone from its first byte on. */
  private static void write(Path file, String kind, byte[] der) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] newline = {'\n'};
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder(64, newline).encodeToString(der), kind));
  }
}
