package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureReportTest {

  /** As the server writes it, in which ' stands for ". */
  static final String CAPTURE =
      "{'kind':'nvidia_smi_query','looksLike':'CSV of nvidia-smi --query-gpu','separator':',',"
          + "'encoding':'UTF-8','columns':[{'name':'utilization.gpu [%]',"
          + "'takenFor':'DCGM_FI_DEV_GPU_UTIL','as':'metric'},"
          + "{'name':'gpu_utilisation','as':'unknown','nearest':'gpu_utilization'}],"
          + "'missing':[{'what':'host name','parameter':'host','mend':'host=node01'},"
          + "{'what':'zone','parameter':'tz','mend':'tz=Europe/Berlin'}]}";

  private static List<String> lines(String capture) throws JsonProcessingException {
    return CaptureReport.lines(Server.JSON.readTree(capture.replace('\'', '"')), 0, false);
  }

  @Test
  void allThatWasSeenIsToldAtOnce() throws JsonProcessingException {
    assertThat(lines(CAPTURE))
        .containsExactly(
            "looks like  CSV of nvidia-smi --query-gpu, separated by commas, UTF-8",
            "COLUMN               AS       TAKEN FOR             NEAREST NAME",
            "utilization.gpu [%]  metric   DCGM_FI_DEV_GPU_UTIL  -",
            "gpu_utilisation      unknown  -                     gpu_utilization",
            "missing     host name: give --host node01",
            "missing     zone: give --tz Europe/Berlin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "give the zone with tz=, such as tz=UTC | give the zone with --tz, such as --tz UTC",
        "read where metric= and host= are given | read where --metric and --host are given",
        "has that of time= already: give interval=; | has that of --time already: give --interval;",
        "send /api/v1/query?time=5 and a.host=b | send /api/v1/query?time=5 and a.host=b",
        "leave columns= out | leave --columns out",
        "give columns=… and cluster=prod | give --columns … and --cluster prod",
      })
  void parametersInASentenceAreOptions(String sentence, String options) {
    assertThat(CaptureReport.options(sentence)).isEqualTo(options);
  }

  @Test
  void linesThatWerePassedOverAndUnitsAreTold() throws JsonProcessingException {
    assertThat(
            lines(
                "{'looksLike':'CSV','skipped':[{'line':1,'text':'nohup: ignoring input'}],"
                    + "'columns':[{'name':'Memory [GiB]','takenFor':'FB','as':'metric','unit':'MiB',"
                    + "'factor':1024.0}],'missing':[]}"))
        .containsExactly(
            "looks like  CSV",
            "passed over line 1: nohup: ignoring input",
            "COLUMN        AS      TAKEN FOR                  NEAREST NAME",
            "Memory [GiB]  metric  FB in MiB, numbers × 1024  -");
  }

  @Test
  void wideFileIsCutShort() throws JsonProcessingException {
    String columns = "{'name':'c','as':'metric'},".repeat(50).replaceFirst(",$", "");

    assertThat(lines("{'looksLike':'CSV','columns':[" + columns + "],'missing':[]}"))
        .hasSize(43)
        .endsWith("… and 10 more columns");
  }

  @Test
  void serverThatSaysNothingIsQuotedWithNothing() {
    assertThat(CaptureReport.lines(Server.JSON.missingNode(), 0, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "host=node01 | --host node01",
        "time=2026-11-28T20:00:00Z | --time 2026-11-28T20:00:00Z",
        "columns=timestamp,utilization.gpu [%] | --columns 'timestamp,utilization.gpu [%]'",
        "metric=it's | --metric 'it'\\''s'",
        "host=NAME, such as host=node01 | --host NAME, such as --host node01",
        "a column gpu_id, or such as columns=a,b | a column gpu_id, or such as --columns a,b",
        "gpu=INDEX where all are of one, such as gpu=0 | --gpu INDEX where all are of one, such as --gpu 0",
        "tz=Europe/Berlin, or tz=UTC | --tz Europe/Berlin, or --tz UTC",
        "time=now, the time of them | --time now, the time of them",
        "gunzip=it | gunzip=it",
        "unpack it first | unpack it first",
      })
  void whatMendsItIsAnOptionOfTheCommandLine(String mend, String option) {
    assertThat(CaptureReport.option(mend)).isEqualTo(option);
  }
}
