package nexus.telemetry.unpack;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people send that is no capture: how it begins, what it is called, and what to send instead.
 * The first that fits is told.
 */
public enum Foreign {
  XZ("a file packed with xz", Instead.REPACKED, Look.bytes("fd377a585a00")),
  SEVEN_Z("an archive of 7z", Instead.REPACKED, Look.bytes("377abcaf271c")),
  RAR("an archive of rar", Instead.REPACKED, Look.bytes("526172211a07")),
  LZ4("a file packed with lz4", Instead.REPACKED, Look.bytes("04224d18")),
  BZIP2("a file packed with bzip2", Instead.REPACKED, Look.bytes("425a68..314159265359")),
  SNAPPY("a file packed with snappy", Instead.REPACKED, Look.bytes("ff060000734e61507059")),
  COMPRESS("a file packed with compress (Z)", Instead.REPACKED, Look.bytes("1f9d90")),
  TAR("an archive of tar", Instead.ONE_FILE, Look.at(257, "7573746172")),
  UTF_32("text in UTF-32", "it as UTF-8", Look.bytes("fffe0000", "0000feff")),
  XLS("a spreadsheet or document of Office (xls)", Instead.CSV, Look.bytes("d0cf11e0a1b11ae1")),
  XLSX("a spreadsheet or document of Office (xlsx)", Instead.CSV, Look.never()),
  ODS("a spreadsheet or document of LibreOffice (ods)", Instead.CSV, Look.never()),
  PARQUET("a file of Parquet", Instead.PARQUET, Look.bytes("5041523115")),
  ARROW("a file of Arrow", Instead.TABLE, Look.bytes("4152524f57310000")),
  AVRO("a file of Avro", Instead.TABLE, Look.bytes("4f626a01")),
  HDF5("a file of HDF5", Instead.TABLE, Look.bytes("894844460d0a1a0a")),
  SQLITE("a database of SQLite", Instead.SQLITE, Look.bytes("53514c69746520666f726d6174203300")),
  TSDB("a block of Prometheus's database", Instead.TSDB, Look.bytes("85bd40dd", "baaad700")),
  PDF("a PDF", Instead.CAPTURE, Look.bytes("255044462d")),
  PNG("a picture (PNG)", Instead.CAPTURE, Look.bytes("89504e470d0a1a0a")),
  JPEG("a picture (JPEG)", Instead.CAPTURE, Look.bytes("ffd8ff")),
  GIF("a picture (GIF)", Instead.CAPTURE, Look.bytes("4749463837", "4749463839")),
  WEBP("a picture (WebP)", Instead.CAPTURE, Look.bytes("52494646........57454250")),
  TIFF("a picture (TIFF)", Instead.CAPTURE, Look.bytes("49492a00", "4d4d002a")),
  PCAP("a capture of network packets (pcap)", Instead.CAPTURE, Look.bytes("d4c3b2a1", "a1b2c3d4")),
  PCAPNG("a capture of network packets (pcapng)", Instead.CAPTURE, Look.at(8, "4d3c2b1a")),
  ELF("a program", Instead.CAPTURE, Look.bytes("7f454c46")),
  NVIDIA_SMI_TABLE(
      "the table that nvidia-smi prints", Instead.SMI, Look.text("(?m)^\\|\\s*NVIDIA-SMI\\s+\\d")),
  NVIDIA_SMI_XML(
      "XML of nvidia-smi -q -x",
      Instead.SMI,
      Look.text("\\A\\s*(<\\?xml[^>]*>\\s*)?(<!DOCTYPE\\s+|<)nvidia_smi_log\\b")),
  NVIDIA_SMI_Q("text of nvidia-smi -q", Instead.SMI, Look.text("(?m)^=+\\s*NVSMI LOG\\s*=+")),
  NVIDIA_SMI_L("text of nvidia-smi -L", Instead.SMI, Look.text("\\A\\s*GPU \\d+: .+\\(UUID: ")),
  NVIDIA_SMI_TOPO(
      "the matrix of nvidia-smi topo",
      Instead.SMI,
      Look.text("\\A\\W*(\\[\\d*m)?\\s*GPU0\\s.*Affinity")),
  NVIDIA_SMI_ERROR(
      "an error message of nvidia-smi",
      "what nvidia-smi writes where it finds its GPUs and driver",
      Look.text(
          "\\A\\s*(NVIDIA-SMI has failed|Failed to initialize NVML|No devices were found"
              + "|Unable to determine the device handle|Field \"[^\"\\n]*\" is not a valid field"
              + "|[^\\n]{0,80}\\bnvidia-smi: .*not found)")),
  GPUSTAT(
      "text of gpustat", Instead.SMI, Look.text("(?m)^\\[\\d+] [^\\n|]*\\|[^\\n|]*\\d\\s*['°]C")),
  DRAWN_TABLE(
      "a table drawn with lines", Instead.CAPTURE, Look.text("\\A\\s*[+┌╔╒][-=+─═┬╤╦]{8,}")),
  HTML(
      "a page of HTML, as a login or a proxy answers",
      "the file itself: look at what was downloaded, and download it with what the login needs",
      Look.text("(?i)\\A\\s*(<!--[^>]*>\\s*)*<(!doctype\\s+html|html|head|body|script|meta)\\b")),
  XML("XML", Instead.CAPTURE, Look.text("\\A\\s*(<\\?xml\\b|<[A-Za-z][^<>]*>\\s*<)")),
  RTF("a text with formats (RTF)", Instead.CSV, Look.text("\\A\\{\\\\rtf")),
  GIT_LFS(
      "a pointer of Git LFS",
      "the file itself, which git lfs pull fetches",
      Look.text("\\Aversion https://git-lfs\\.github\\.com/")),
  LINE_PROTOCOL(
      "line protocol of InfluxDB, as Telegraf writes",
      "what Telegraf writes with data_format = \"prometheus\"",
      Look.text(
          "\\A[A-Za-z_][\\w.]*(,[\\w.-]+=[^\\s,=]+)+ [\\w.-]+=\\S+( \\d{10,19})?(\\r?\\n|\\z)")),
  PROMTOOL(
      "text of promtool query",
      "what it writes with -o json, such as promtool query range -o json",
      Look.text("\\A[A-Za-z_:{][^\\n]*} =>( \\S+ @\\[\\d[\\d.]*])?\\r?\\n")),
  LIST(
      "JSON, a list, and no answer of Prometheus's API",
      Instead.JSON,
      Look.text(
          "\\A\\s*\\[\\s*(\"[^\"\\n]*\"|-?\\d[\\d.eE+-]*|true|false|null)\\s*(,\\s|,\"|,\\d|]\\s*\\z)")),
  DASHBOARD("JSON of a Grafana dashboard", Instead.GRAFANA, Look.never()),
  DATA_FRAMES("JSON of Grafana's queries", Instead.GRAFANA, Look.never()),
  OBJECTS("JSON, an object a line, and no answer of Prometheus's API", Instead.JSON, Look.never()),
  JSON("JSON, and no answer of Prometheus's API", Instead.JSON, Look.never()),
  BINARY("no text", Instead.CAPTURE, Look.noText());

  private final String words;
  private final String instead;

  @SuppressWarnings("ImmutableEnumChecker") // a look never changes
  private final Look look;

  Foreign(String words, String instead, Look look) {
    this.words = words;
    this.instead = instead;
    this.look = look;
  }

  /** What a file that begins so is; empty where it may be a capture. */
  public static Optional<Foreign> of(byte[] beginning) {
    return Stream.of(values()).filter(one -> one.look.fits(beginning)).findFirst();
  }

  /** The same, by bytes that tell it in whatever way characters are written. */
  static Optional<Foreign> bySignature(byte[] beginning) {
    return Stream.of(values())
        .filter(one -> one.look.isSignature() && one.look.fits(beginning))
        .findFirst();
  }

  /** What it is called. */
  public String words() {
    return words;
  }

  /** A sentence on what it is, and what to send instead. */
  public String sentence() {
    return "the file looks like " + words + ", which is not read: send " + instead;
  }
}
