package nexus.telemetry.kv.jetcd;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Why etcd and this client would not have each other, in words for who can put it right: what a TLS
 * handshake failed of, and what etcd's authentication refused. Names {@link EtcdConfig}'s fields.
 */
final class EtcdReasons {

  private static final String UNTRUSTED = "etcd's certificate is not signed by caFile's authority";

  private static final String NO_TLS =
      "etcd ended the TLS handshake: is its endpoint http, not https?";

  /** Stands in the message of a connection that broke before the handshake was over. */
  private static final String IN_HANDSHAKE = "ProtocolNegotiators$ClientTlsHandler";

  private static final Map<Class<? extends Throwable>, String> TYPES =
      Map.of(
          CertificateExpiredException.class, "etcd's certificate has expired",
          CertificateNotYetValidException.class, "etcd's certificate is not valid yet",
          CertPathBuilderException.class, UNTRUSTED);

  private static final Map<String, String> WORDS = words();

  private EtcdReasons() {}

  private static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("does not chain with any of the trust anchors", UNTRUSTED);
    words.put("No subject alternative", "etcd's certificate is not for the host of its endpoint");
    words.put("No name matching", "etcd's certificate is not for the host of its endpoint");
    words.put("closed while performing TLS negotiation", NO_TLS);
    words.put("fatal alert", "etcd does not accept the certificate of certFile, or needs one");
    words.put("authentication failed", "etcd refused the user or the password");
    words.put("user name is empty", "etcd asks for a user and a password");
    words.put("permission denied", "etcd's user lacks the right to these keys");
    words.put("authentication is not enabled", "etcd knows no users: unset user and password");
    return words;
  }

  /** The reason of the failure or of one behind it, where it is one of these. */
  static Optional<String> find(Throwable failure) {
    String found = null;
    boolean inHandshake = false;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage());
      inHandshake |= message.contains(IN_HANDSHAKE);
      boolean cut = inHandshake && message.contains("Connection reset");
      String reason = cut ? NO_TLS : reason(each);
      found = reason == null ? found : reason;
    }
    return Optional.ofNullable(found);
  }

  private static String reason(Throwable failure) {
    for (var type : TYPES.entrySet()) {
      if (type.getKey().isInstance(failure)) {
        return type.getValue();
      }
    }
    String message = String.valueOf(failure.getMessage());
    for (var word : WORDS.entrySet()) {
      if (message.contains(word.getKey())) {
        return word.getValue();
      }
    }
    return null;
  }
}
