package nexus.telemetry.capture.file;

import java.io.InputStream;
import nexus.telemetry.csv.Ignored;

/**
 * Rows as text, one a line, made of a file that has no lines of its own. A blank line stands for
 * what is ignored.
 */
public abstract class RowStream extends InputStream {

  /** What was ignored so far. */
  public abstract Ignored ignored();
}
