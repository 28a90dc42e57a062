package nexus.telemetry.capture;

import java.io.InputStream;
import nexus.telemetry.csv.Ignored;

/**
 * Rows as text, one a line, made of a file that has no lines of its own. A blank line stands for
 * what is ignored.
 */
abstract class RowStream extends InputStream {

  /** What was ignored so far. */
  abstract Ignored ignored();
}
