package nexus.functions.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import nexus.functions.aws.SelfInvocation;
import nexus.functions.http.body.JsonFault;
import nexus.telemetry.ingest.ChunkRequest;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.model.InvalidInputException;

/**
 * {@code ingestCsvChunk} on Lambda. Takes an event of S3, a {@link ChunkRequest}, an {@link
 * IngestRequest}, or one of those as the on-failure queue holds it ({@code requestPayload}).
 *
 * <p>What fails is thrown, so that Lambda delivers the event again: to do the same again is safe.
 */
@Named("ingestCsvChunk")
@Singleton
public final class IngestHandler implements RequestStreamHandler {

  private final IngestFunction function;
  private final ObjectUploads uploads;
  private final SelfInvocation self;
  private final ObjectMapper json;

  IngestHandler(
      IngestFunction function, ObjectUploads uploads, SelfInvocation self, ObjectMapper json) {
    this.function = function;
    this.uploads = uploads;
    this.self = self;
    this.json = json;
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    json.writeValue(answer, answer(read(event), context.getInvokedFunctionArn()));
  }

  private JsonNode read(InputStream event) throws IOException {
    try {
      JsonNode read = json.readTree(event);
      return read.has("requestPayload") ? read.get("requestPayload") : read;
    } catch (JacksonException e) {
      throw JsonFault.of(e);
    }
  }

  private <T> T as(Class<T> type, JsonNode event) {
    try {
      return json.treeToValue(event, type);
    } catch (JacksonException e) {
      throw JsonFault.of(e);
    }
  }

  private Object answer(JsonNode event, String functionArn) throws IOException {
    Optional<List<ObjectVersion>> objects = S3Events.objects(event);
    if (objects.isPresent()) {
      return uploads.ingest(objects.get(), request -> self.invoke(functionArn, request));
    } else if (event.has("bucket")) {
      return uploads.ingest(as(ChunkRequest.class, event));
    } else if (event.has("csv")) {
      return function.ingestCsvChunk(as(IngestRequest.class, event));
    }
    throw new InvalidInputException(
        null, "the event is none of S3, no chunk (bucket, key, …) and has no csv");
  }
}
