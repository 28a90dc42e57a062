package nexus.local.cli;

/** An object of S3: {@code s3://bucket/key}. */
record ObjectName(String bucket, String key) {

  private static final String SCHEME = "s3://";

  static boolean isOne(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * Reads {@code s3://bucket/key}.
   *
   * @throws CommandFailure when a part is missing
   */
  static ObjectName parse(String text) {
    String path = text.substring(SCHEME.length());
    int slash = path.indexOf('/');
    if (slash < 1 || slash == path.length() - 1) {
      throw new CommandFailure("an object is s3://BUCKET/KEY");
    }
    return new ObjectName(path.substring(0, slash), path.substring(slash + 1));
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
