package nexus.functions.wiring;

/** A variable holds a value that cannot be used; the message is one line for the operator. */
public final class BadSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param name name of the variable
   * @param value its value
   * @param allowed what it may be
   */
  public BadSettingException(String name, String value, String allowed) {
    super(oneLine(name + "=" + value + " cannot be used: it must be " + allowed));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
