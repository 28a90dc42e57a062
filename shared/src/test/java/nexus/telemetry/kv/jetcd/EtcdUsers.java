package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.auth.Permission;
import io.grpc.netty.GrpcSslContexts;
import java.io.File;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;

/**
 * The users of a test's etcd, and what they may do.
 *
 * @param config how etcd is reached, as whom does not matter
 */
public record EtcdUsers(EtcdConfig config) {

  private static final ByteSequence ROOT = bytes("root");
  private static final ByteSequence ROOT_PASSWORD = bytes("root-secret");

  private interface Change {
    void by(Auth auth);
  }

  /**
   * From now on etcd asks who calls: {@code root}, and a user who may read and write the keys below
   * one prefix.
   *
   * @param prefix a prefix that ends in {@code /}
   */
  public void enable(String user, String password, String prefix) {
    ByteSequence role = bytes("role-of-" + user);
    String end = prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    change(
        builder(),
        auth -> {
          auth.userAdd(ROOT, ROOT_PASSWORD).join();
          auth.userGrantRole(ROOT, ROOT).join();
          auth.roleAdd(role).join();
          auth.roleGrantPermission(role, bytes(prefix), bytes(end), Permission.Type.READWRITE)
              .join();
          auth.userAdd(bytes(user), bytes(password)).join();
          auth.userGrantRole(bytes(user), role).join();
          auth.authEnable().join();
        });
  }

  /** Gives a user another password. */
  public void changePassword(String user, String password) {
    change(
        builder().user(ROOT).password(ROOT_PASSWORD),
        auth -> auth.userChangePassword(bytes(user), bytes(password)).join());
  }

  private static void change(ClientBuilder builder, Change change) {
    try (Client client = builder.build()) {
      change.by(client.getAuthClient());
    }
  }

  private ClientBuilder builder() {
    ClientBuilder builder = Client.builder().endpoints(config.uris());
    if (!config.secure()) {
      return builder;
    }
    File cert = config.certFile().toFile();
    File key = config.keyFile().toFile();
    try {
      return builder.sslContext(
          GrpcSslContexts.forClient()
              .trustManager(config.caFile().toFile())
              .keyManager(cert, key)
              .build());
    } catch (SSLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
