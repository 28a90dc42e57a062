package nexus.lambda;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A store that speaks S3's protocol, in memory, with a bucket that keeps versions and one not. */
final class S3Store implements AutoCloseable {

  private final S3Proxy server;
  private final S3Bucket versioned;
  private final S3Bucket unversioned;

  S3Store() {
    try {
      server =
          S3Proxy.builder()
              .blobStore(new TransientNio2BlobStore())
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.NONE, null, null)
              .ignoreUnknownHeaders(true)
              .build();
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not start", e);
    }
    versioned = new S3Bucket(endpoint(), "telemetry").create().keepVersions();
    unversioned = new S3Bucket(endpoint(), "unversioned").create();
  }

  /** Value of the function's variable {@code AWS_ENDPOINT_URL_S3}. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** The bucket as the template makes it. */
  S3Bucket versioned() {
    return versioned;
  }

  /** A bucket in which a new object takes the place of the old one. */
  S3Bucket unversioned() {
    return unversioned;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not stop", e);
    }
  }
}
