package nexus.local.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An object of S3, read by the AWS command line with the rights that it has. Where that fails the
 * bytes end with a failure, never as if they were all.
 *
 * @param command the AWS command line
 * @param uri the object, {@code s3://bucket/key}
 */
record S3Source(String command, String uri) implements Source {

  static final String SCHEME = "s3://";

  @Override
  public String name() {
    return uri;
  }

  @Override
  public long size() {
    return -1;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public InputStream open() throws IOException {
    Process reader =
        new ProcessBuilder(command, "s3", "cp", "--only-show-errors", uri, "-")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    reader.getOutputStream().close();
    return new Output(command, reader);
  }

  /** What a process writes, which must end well. */
  private static final class Output extends FilterInputStream {
    private final String command;
    private final Process process;

    Output(String command, Process process) {
      super(process.getInputStream());
      this.command = command;
      this.process = process;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one < 0) {
        checkEnd();
      }
      return one;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = super.read(bytes, from, length);
      if (count < 0) {
        checkEnd();
      }
      return count;
    }

    private void checkEnd() throws IOException {
      try {
        int status = process.waitFor();
        if (status != 0) {
          throw new IOException(command + " s3 cp ended with status " + status);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      super.close();
    }
  }
}
