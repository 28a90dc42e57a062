package nexus.telemetry.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.PeekedStream;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.capture.prometheus.JsonRows.OtherJsonException;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Foreign;

/** Refuses what is no capture, and says what it is and what to send instead. */
final class NoCapture {

  private static final Pattern DATA_FRAMES =
      Pattern.compile("\"frames\"\\s*:\\s*\\[|\\A\\s*\\{\\s*\"results\"\\s*:\\s*\\{");
  private static final Pattern DASHBOARD =
      Pattern.compile(
          "\"(dashboard|panels|schemaVersion|templating|graphTooltip|annotations|__inputs)\"\\s*:");
  private static final Pattern OBJECT = Pattern.compile("\\s*\\{.*}\\s*");

  private NoCapture() {}

  /**
   * @throws UnreadableCaptureException when the beginning shows what it is
   */
  static void refuse(Head head) {
    Foreign.of(head.bytes())
        .ifPresent(
            file -> {
              throw refused(file);
            });
  }

  /**
   * The beginning of the rows that are made of a file.
   *
   * @throws UnreadableCaptureException when there are none to be made
   */
  static Head beginning(PeekedStream rows, Shape shape, Head file) throws IOException {
    try {
      return Head.of(rows);
    } catch (OtherJsonException e) {
      throw refused(json(file));
    } catch (InvalidInputException e) {
      throw new UnreadableCaptureException(e.field(), e.getMessage(), Describing.report(shape));
    }
  }

  private static UnreadableCaptureException refused(Foreign file) {
    return new UnreadableCaptureException("csv", file.sentence(), CaptureReport.of(file));
  }

  /** What JSON is that is no answer of Prometheus. */
  private static Foreign json(Head file) {
    String text = new String(file.bytes(), StandardCharsets.UTF_8);
    if (DATA_FRAMES.matcher(text).find()) {
      return Foreign.DATA_FRAMES;
    } else if (DASHBOARD.matcher(text).find()) {
      return Foreign.DASHBOARD;
    }
    List<String> lines =
        file.lines().stream().map(Head.Line::text).filter(line -> !line.isBlank()).toList();
    boolean objects = lines.size() > 1 && lines.stream().limit(2).allMatch(NoCapture::isObject);
    return objects
        ? Foreign.OBJECTS
        : text.stripLeading().startsWith("[") ? Foreign.LIST : Foreign.JSON;
  }

  private static boolean isObject(String line) {
    return OBJECT.matcher(line).matches();
  }
}
