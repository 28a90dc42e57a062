package nexus.functions.http.body;

import java.io.IOException;

/** A body ended early because nobody sends it any more; nobody waits for an answer either. */
public final class SenderGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param cause how the connection ended
   */
  public SenderGoneException(Throwable cause) {
    super("the sender went away", cause);
  }
}
