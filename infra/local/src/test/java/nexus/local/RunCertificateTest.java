package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCertificateTest {

  @TempDir Path folder;

  @Test
  void isForThisMachineAloneAndForBothSides() throws Exception {
    X509Certificate certificate = read(RunCertificate.make(folder.resolve("tls")));

    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity();
    assertThat(certificate.getNotAfter()).isAfter(Date.from(Instant.now().plusSeconds(86_400)));
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getKeyUsage()).startsWith(true, false);
    assertThat(certificate.getBasicConstraints()).as("signs no others").isEqualTo(-1);
  }

  @Test
  void keyIsTheCertificatesOwn() throws Exception {
    RunCertificate made = RunCertificate.make(folder);
    byte[] text = "any".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key(made));
    signature.update(text);
    byte[] signed = signature.sign();

    signature.initVerify(read(made).getPublicKey());
    signature.update(text);

    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void filesAreThisUsersAlone() throws Exception {
    RunCertificate made = RunCertificate.make(folder);

    for (Path file : List.of(made.certificateFile(), made.keyFile())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void everyRunHasItsOwn() throws Exception {
    Files.writeString(folder.resolve("etcd.key"), "of an older run, which all may read");
    RunCertificate first = RunCertificate.make(folder);
    String firstKey = Files.readString(first.keyFile());
    X509Certificate firstCertificate = read(first);
    RunCertificate second = RunCertificate.make(folder);

    assertThat(Files.readString(second.keyFile())).isNotEqualTo(firstKey);
    assertThat(read(second).getSerialNumber()).isNotEqualTo(firstCertificate.getSerialNumber());
    assertThat(Files.getPosixFilePermissions(second.keyFile())).hasSize(2);
  }

  private static X509Certificate read(RunCertificate made) throws Exception {
    try (InputStream in = Files.newInputStream(made.certificateFile())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(RunCertificate made) throws Exception {
    String pem = Files.readString(made.keyFile()).replaceAll("-----[A-Z ]+-----|\n", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  }
}
