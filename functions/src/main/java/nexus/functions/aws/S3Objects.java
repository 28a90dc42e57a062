package nexus.functions.aws;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ingest.objects.ObjectChangedException;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.ingest.objects.StoredObject;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects in S3. Every request names the version or tag that it means. */
@Singleton
public final class S3Objects implements ObjectStore {

  /** The entry of an object's metadata that names the zone of times without one. */
  private static final String ZONE = "tz";

  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  private final AwsClients clients;

  S3Objects(AwsClients clients) {
    this.clients = clients;
  }

  @Override
  public StoredObject find(ObjectVersion wanted) throws IOException {
    try {
      HeadObjectResponse found =
          clients
              .s3()
              .headObject(
                  request ->
                      request
                          .bucket(wanted.bucket())
                          .key(wanted.key())
                          .versionId(wanted.versionId())
                          .ifMatch(quoted(wanted.etag())));
      return new StoredObject(
          new ObjectVersion(wanted.bucket(), wanted.key(), version(found), found.eTag()),
          found.contentLength(),
          UploadDefaults.of(found.metadata().get(ZONE)));
    } catch (SdkException e) {
      throw failure(wanted, e);
    }
  }

  /** Of a bucket without versions, S3 says {@code null} in letters. */
  private static String version(HeadObjectResponse found) {
    return "null".equals(found.versionId()) ? null : found.versionId();
  }

  @Override
  public InputStream read(ObjectVersion object, long from, long to) throws IOException {
    if (from == to) {
      return InputStream.nullInputStream();
    }
    return new ObjectStream(at -> open(object, at, to), from, to);
  }

  private ResponseInputStream<GetObjectResponse> open(ObjectVersion object, long from, long to)
      throws IOException {
    try {
      return clients
          .s3()
          .getObject(
              GetObjectRequest.builder()
                  .bucket(object.bucket())
                  .key(object.key())
                  .versionId(object.versionId())
                  .ifMatch(quoted(object.etag()))
                  .range("bytes=" + from + "-" + (to - 1))
                  .build());
    } catch (SdkException e) {
      throw failure(object, e);
    }
  }

  @Override
  public void write(String bucket, String key, Content content) throws IOException {
    try {
      clients
          .s3()
          .putObject(
              request -> request.bucket(bucket).key(key),
              RequestBody.fromContentProvider(() -> opened(content), content.bytes(), "text/csv"));
    } catch (SdkException e) {
      throw failure(new ObjectVersion(bucket, key, null, null), e);
    }
  }

  private static InputStream opened(Content content) {
    try {
      return content.opener().open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String etag) {
    return etag == null ? null : '"' + etag + '"';
  }

  private static IOException failure(ObjectVersion object, SdkException problem) {
    if (problem instanceof S3Exception s3
        && (s3.statusCode() == NOT_FOUND || s3.statusCode() == PRECONDITION_FAILED)) {
      throw new ObjectChangedException(object, problem);
    }
    return new IOException(
        "s3://" + object.bucket() + "/" + object.key() + ": " + problem.getMessage(), problem);
  }
}
