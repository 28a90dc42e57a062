package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands against recorded answers: what the real application cannot be made to say at will. */
@Timeout(60)
class CommandsTest {

  private static final String RESULT =
      "{'rows':2,'accepted':1,'missing':0,'rejected':1,'rejects':"
          + "[{'line':3,'reason':'bad\\u001b[31m time','column':'timestamp','text':'x'}]}";

  @TempDir private Path folder;
  private RecordedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RecordedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run run(String... words) {
    return Run.of(withUrl(words));
  }

  private String[] withUrl(String... words) {
    return Stream.concat(Stream.of("--url", server.url()), Stream.of(words)).toArray(String[]::new);
  }

  private static String gpu(String host, String status) {
    return ("{'id':'GPU-1','uuid':'GPU-1','hostname':'%s','gpu':'0','name':'H100','device':'nvidia0',"
            + "'status':'%s','lastSeen':'2025-07-01T00:05:03Z'}")
        .formatted(host, status);
  }

  @Test
  void gpusFollowTheCursor() {
    server
        .answer("GET /api/v1/gpus", 200, page(gpu("a", "active"), "'next'"))
        .answer("GET /api/v1/gpus", 200, page(gpu("b", "stale"), "null"));

    Run run = run("gpus", "--cluster", "prod", "--host", "a b");

    assertThat(run.lines())
        .containsExactly(
            "HOST  GPU  STATUS  LAST SEEN             UUID   DEVICE   MODEL",
            "a     0    active  2025-07-01T00:05:03Z  GPU-1  nvidia0  H100",
            "b     0    stale   2025-07-01T00:05:03Z  GPU-1  nvidia0  H100");
    assertThat(server.requests())
        .containsExactly(
            "GET /api/v1/gpus?cluster=prod&host=a+b&limit=1000",
            "GET /api/v1/gpus?cluster=prod&host=a+b&limit=1000&cursor=next");
  }

  private static String page(String gpu, String cursor) {
    return "{'success':true,'data':[" + gpu + "],'count':1,'total':2,'cursor':" + cursor + "}";
  }

  private static String incident(String until, String members) {
    return ("{'id':'0','kind':'xid','severity':'critical','host':'a','gpu':'0','uuid':null,"
            + "'since':'2025-07-01T00:05:03Z','until':%s,'count':2,'action':'drain node',"
            + "'namespace':null,'pod':'train-0'%s}")
        .formatted(until, members);
  }

  @Test
  void incidentsFollowTheCursorToTheirLimit() {
    server
        .answer("GET /api/v1/incidents", 200, page(incident("null", ",'xid':79"), "'next'"))
        .answer(
            "GET /api/v1/incidents", 200, page(incident("'2025-07-01T01:00:00Z'", ""), "'more'"));

    Run run = run("incidents", "--since", "7d", "--open", "--kind", "xid", "--limit", "2");

    assertThat(run.lines())
        .containsExactly(
            "SEVERITY  KIND    HOST  GPU  SINCE                 UNTIL                 COUNT  POD      WHAT TO DO",
            "critical  xid 79  a     0    2025-07-01T00:05:03Z  open                      2  train-0  drain node",
            "critical  xid     a     0    2025-07-01T00:05:03Z  2025-07-01T01:00:00Z      2  train-0  drain node");
    assertThat(server.requests())
        .containsExactly(
            "GET /api/v1/incidents?from=now-7d&kind=xid&open=true&limit=2",
            "GET /api/v1/incidents?from=now-7d&kind=xid&open=true&limit=1&cursor=next");
  }

  @Test
  void clustersAreListedWithoutOne() {
    server.answer(
        "GET /api/v1/clusters",
        200,
        "{'success':true,'data':[{'id':'a','hosts':1,'gpus':8},{'id':'prod','hosts':1250,"
            + "'gpus':10000}],'count':2,'total':2,'cursor':null}");

    Run run = run("clusters", "--cluster", "prod");

    assertThat(run.lines())
        .containsExactly(
            "CLUSTER  HOSTS    GPUS", "a            1       8", "prod     1,250  10,000");
    assertThat(server.requests()).containsExactly("GET /api/v1/clusters?limit=1000");
  }

  @Test
  void whatIsWatchedIsToldUntilTheServerIsGone() {
    String first = page(incident("null", ",'xid':79"), "null");
    String over = page(incident("'2025-07-01T01:00:00.000Z'", ",'xid':79"), "null");
    server
        .answer("GET /api/v1/incidents", 200, first)
        .answer("GET /api/v1/incidents", 200, over)
        .answer("GET /api/v1/incidents", 404, "{'error':{'code':'x','message':'gone'}}");

    Run run = run("incidents", "--watch", "--since", "2025-07-01T00:00:00Z");

    assertThat(run.lines())
        .containsExactly(
            "SEVERITY  KIND                HOST                  GPU   SINCE                     UNTIL                     COUNT  POD                   WHAT TO DO",
            "critical  xid 79              a                     0     2025-07-01T00:05:03Z      open                          2  train-0               drain node",
            "critical  xid 79              a                     0     2025-07-01T00:05:03Z      2025-07-01T01:00:00.000Z      2  train-0               drain node");
    assertThat(run.err()).contains("gone");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void usageShowsHoursAndWhatIsNotKnownAsNothing() {
    String row =
        "{'from':'2025-07-01T00:00:00Z','to':'2025-07-02T00:00:00Z','namespace':'ml','pod':'a',"
            + "'gpus':2,'hours':{'working':30.256,'inefficient':0,'wasted':1.5,'free':0,"
            + "'throttled':0,'error':0,'unknown':0,'total':31.756},'energyKwh':12.3456,"
            + "'energyFrom':'counter','utilization':81.25,'tensorActivity':null}";
    server.answer("GET /api/v1/usage", 200, page(row, "null"));

    Run run = run("usage", "--by", "pod", "--since", "30d", "--step", "1d");

    assertThat(run.lines())
        .containsExactly(
            "FROM                  TO                    NAMESPACE  POD  GPUS  WORKING  INEFFICIENT"
                + "  WASTED  FREE  THROTTLED  ERROR  UNKNOWN  TOTAL    KWH  FROM     UTIL %  TENSOR",
            "2025-07-01T00:00:00Z  2025-07-02T00:00:00Z  ml         a       2    30.26         0.00"
                + "    1.50  0.00       0.00   0.00     0.00  31.76  12.35  counter    81.3       -");
    assertThat(server.requests())
        .containsExactly("GET /api/v1/usage?from=now-30d&by=pod&step=1d&limit=1000");
  }

  @Test
  void jsonIsTheServersOwn() {
    String body = "{\"success\":true,  \"data\":[],\"count\":0,\"total\":0,\"cursor\":null}";
    server.answer("GET /api/v1/gpus", 200, body);

    assertThat(run("gpus", "--json").out()).isEqualTo(body + "\n");
  }

  @Test
  void terminalHasColoursUnlessTheyAreUnwanted() {
    server.answer("GET /api/v1/gpus", 200, page(gpu("a", "active"), "null"));

    Run coloured = Run.with("", 80, Map.of(), withUrl("gpus"));
    Run plain = Run.with("", 30, Map.of("NO_COLOR", "1"), withUrl("gpus"));

    assertThat(coloured.out()).contains("\u001b[32m  active").endsWith("1 GPU\n");
    assertThat(plain.out()).doesNotContain("\u001b");
    assertThat(plain.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(30));
  }

  @Test
  void refusedUploadIsSentAgainWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    server
        .answer(
            "POST /api/v1/csv/upload",
            429,
            "{'error':{'code':'queue_full','message':'the queue is full','field':null}}")
        .answer("POST /api/v1/csv/upload", 503, "not even JSON")
        .answer("POST /api/v1/csv/upload", 200, RESULT);

    Run run = run("upload", file.toString());

    assertThat(run.status()).isZero();
    assertThat(server.requests())
        .hasSize(3)
        .allSatisfy(request -> assertThat(request).endsWith(" the rows"));
    assertThat(run.err())
        .contains("the queue is full (429 queue_full); again in 0 s", "503: not even JSON");
    assertThat(run.out()).contains("2 rows, 1 value accepted, 0 missing, 1 rejected");
  }

  @Test
  void theZoneOfAFilesTimesIsSentAlong() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    assertThat(run("upload", "--tz", "Europe/Berlin", file.toString()).status()).isZero();
    assertThat(server.requests())
        .containsExactly("POST /api/v1/csv/upload?tz=Europe%2FBerlin the rows");
  }

  @Test
  void valuesThatAreNotKeptToTheLastDigitAreTold() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    String result = RESULT.replaceFirst("\\{", "{'inexact':3,");
    server.answer("POST /api/v1/csv/upload", 200, result);

    assertThat(run("upload", file.toString()).out())
        .contains("1 rejected, 3 not to the last digit in");
  }

  @Test
  void rejectedRowsAreShownWithoutWhatATerminalWouldObey() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    assertThat(run("upload", file.toString()).out()).contains("  line 3: bad\uFFFD[31m time\n");
  }

  @Test
  void whatExpiredIsToldOfEachUploadAndOfAllTogether() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    String result = RESULT.replace("'rejected':1", "'rejected':1,'expired':1500");
    server
        .answer("POST /api/v1/csv/upload", 200, result)
        .answer("POST /api/v1/csv/upload", 200, result);

    Run run = run("upload", file.toString(), file.toString());

    assertThat(run.out())
        .contains("1 value accepted, 0 missing, 1 rejected, 1,500 older than the retention in ")
        .contains("2 uploads: 2 values accepted, 0 missing, 2 rejected, 3,000 older than the ret");
  }

  @Test
  void whatExpiredIsAColumnOfTheUploadsWhereSomethingDid() {
    String one =
        "{'ingests':[{'upload':'a','status':'DONE','chunks':{'planned':1,'done':1},'rows':9,"
            + "'accepted':2,'missing':0,'rejected':0,'expired':7,'updatedAt':'now'}],'cursor':null}";
    server
        .answer("GET /api/v1/ingests", 200, one)
        .answer("GET /api/v1/ingests", 200, one.replace("'expired':7", "'expired':0"));

    assertThat(run("ingests").out()).contains("EXPIRED").containsPattern("9 +2 +0 +0 +7 +now");
    assertThat(run("ingests").out()).doesNotContain("EXPIRED");
  }

  @Test
  void whatAFileDoesNotSayIsSentAlong() throws IOException {
    Path file = Files.writeString(folder.resolve("a.prom"), "the rows");
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    Run run =
        run(
            "upload",
            "--host=node 01",
            "--gpu=0",
            "--metric=M",
            "--time=2026-11-28T20:00:00Z",
            "--interval=5s",
            "--columns=timestamp,utilization.gpu [%]",
            "--cluster=prod",
            file.toString());

    assertThat(run.status()).isZero();
    assertThat(server.requests())
        .containsExactly(
            "POST /api/v1/csv/upload?cluster=prod&host=node+01&gpu=0&metric=M"
                + "&time=2026-11-28T20%3A00%3A00Z&interval=5s"
                + "&columns=timestamp%2Cutilization.gpu+%5B%25%5D the rows");
  }

  @Test
  void fileThatCannotBeReadIsExplainedAtOnceAndNotWaitedFor() throws IOException {
    Path file = Files.writeString(folder.resolve("smi.csv"), "the rows");
    server.answer(
        "POST /api/v1/csv/upload",
        400,
        "{'error':{'code':'invalid_input','message':'no row names its host','field':'host',"
            + "'capture':"
            + CaptureReportTest.CAPTURE
            + "}}");

    Run run = run("upload", "--wait", file.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .startsWith(
            "nexus: " + file + ": no row names its host (400 invalid_input, option --host)",
            "  looks like  CSV of nvidia-smi --query-gpu, separated by commas, UTF-8")
        .contains("  missing     host name: give --host node01")
        .hasSize(7);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void dryRunTellsWhatAFileIsAndWouldBecome() throws IOException {
    Path file = Files.writeString(folder.resolve("smi.csv"), "the rows");
    server.answer(
        "POST /api/v1/csv/upload",
        200,
        "{'rows':2,'values':4,'accepted':4,'missing':0,'rejected':0,'ignored':3,"
            + "'ignoredNames':['go_threads','up'],'dryRun':true,'messages':0,'rejects':[],"
            + "'capture':"
            + CaptureReportTest.CAPTURE.replaceFirst("'missing':.*", "'missing':[]}")
            + "}");

    Run run = run("upload", "--dry-run", "--wait", file.toString());

    assertThat(server.requests()).containsExactly("POST /api/v1/csv/upload?dryRun=true the rows");
    assertThat(run.lines())
        .startsWith(
            file + ":", "looks like  CSV of nvidia-smi --query-gpu, separated by commas, UTF-8")
        .contains("  ignored: 3 values of no field that is known: go_threads, up");
    assertThat(run.out())
        .contains("would become: 2 rows, 4 values accepted, 0 missing, 0 rejected; nothing is st");
    assertThat(run.status()).isZero();
  }

  private Run uploadThatBecomes(String result) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    server.answer("POST /api/v1/csv/upload", 200, result);
    return run("upload", file.toString());
  }

  @Test
  void nothingAcceptedIsNotSuccess() throws IOException {
    Run run = uploadThatBecomes(RESULT.replace("'accepted':1", "'values':1,'accepted':0"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).endsWith("a.csv: no value was accepted\n");
  }

  @Test
  void whatWasAcceptedBeforeIsSuccess() throws IOException {
    String before = "{'rows':2,'values':9,'accepted':9,'rejects':[],'alreadyIngested':true}";

    assertThat(uploadThatBecomes(before).status()).isZero();
  }

  @Test
  void moreThanOneRejectedInAHundredIsAWarning() throws IOException {
    String result = RESULT.replace("'accepted':1", "'values':50,'accepted':49");

    assertThat(uploadThatBecomes(result).err())
        .endsWith("a.csv: 1 of 50 values rejected (2.0 %)\n");
  }

  @Test
  void oneRejectedInAHundredIsNone() throws IOException {
    String result = RESULT.replace("'accepted':1", "'values':100,'accepted':99");

    assertThat(uploadThatBecomes(result).err()).isEmpty();
  }

  @Test
  void rejectedRowsAreCountedAsRowsAndTheirValuesAsValues() throws IOException {
    String row = "{'line':3,'reason':'bad time'}";
    String two = RESULT.replace("'rejected':1", "'rejected':14").replaceFirst("'rejects':.*", "");

    assertThat(uploadThatBecomes(two + "'rejects':[" + row + "," + row + "]}").out())
        .endsWith("  line 3: bad time\n  (1 row shown; 14 values rejected in all)\n");
  }

  private Run tail(String... words) {
    String[] all =
        Stream.concat(Stream.of("tail", "--once"), Stream.of(words)).toArray(String[]::new);
    return Run.with("", 0, Map.of("XDG_STATE_HOME", folder.toString()), withUrl(all));
  }

  @Test
  void tailSendsWhatIsNewSinceItRanLast() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "head\none\n");
    server.answer("POST /api/v1/csv/upload", 200, RESULT.replace("'rows'", "'values':2,'rows'"));

    Run first = tail("--host", "n", file.toString());
    Files.writeString(file, "head\none\ntwo\n");
    tail("--host", "n", file.toString());
    Run nothingNew = tail("--host", "n", file.toString());

    assertThat(first.out()).isEqualTo("1 upload: 1 value accepted, 0 missing, 1 rejected\n");
    assertThat(first.err()).contains("a.csv: line 3: bad", "1 of 2 values rejected (50.0 %)");
    assertThat(nothingNew).isEqualTo(new Run(0, "", ""));
    assertThat(server.requests())
        .containsExactly(
            "POST /api/v1/csv/upload?host=n head\none", "POST /api/v1/csv/upload?host=n head\ntwo");
  }

  @Test
  void tailOfAnotherClusterBeginsAnew() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "head\none\n");
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    tail(file.toString());
    tail("--cluster", "other", file.toString());

    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void tailThatIsNotAnsweredSaysThatItWillGoOn() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "head\none\n");
    server.answer("POST /api/v1/csv/upload", 503, "{'error':{'code':'c','message':'full'}}");

    Run run = tail(file.toString(), "--every", "500ms");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("not all is sent; the next time it goes on there");
    assertThat(tail(folder.resolve("none.csv").toString()).err()).contains("is not a file");
  }

  @Test
  void standardInputIsSentOnceOnly() {
    server.answer("POST /api/v1/csv/upload", 503, "{'error':{'code':'c','message':'full'}}");

    Run run = Run.with("the rows", 0, Map.of(), withUrl("upload", "-"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(server.requests()).containsExactly("POST /api/v1/csv/upload the rows");
  }

  @Test
  void otherFilesAreUploadedWhereOneFails() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    Run run = run("upload", folder.resolve("none.csv").toString(), file.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("none.csv is not a file that can be read");
    assertThat(run.out())
        .endsWith("1 upload: 1 value accepted, 0 missing, 1 rejected; 1 file failed\n");
  }

  /** A command that does for the one test what the AWS command line does. */
  private Run uploadOfS3(String script) throws IOException {
    Path aws = Files.writeString(folder.resolve("aws"), "#!/bin/sh\n" + script);
    assertThat(aws.toFile().setExecutable(true)).isTrue();
    return Run.with(
        "", 0, Map.of("NEXUS_AWS", aws.toString()), withUrl("upload", "s3://captures/a.csv"));
  }

  @Test
  void anObjectOfS3IsReadByTheAwsCommand() throws IOException {
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    assertThat(uploadOfS3("printf %s \"$*\"").status()).isZero();
    assertThat(server.requests())
        .containsExactly("POST /api/v1/csv/upload s3 cp --only-show-errors s3://captures/a.csv -");
  }

  @Test
  void anObjectThatCannotBeReadIsNotUploadedInPart() throws IOException {
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    Run run = uploadOfS3("echo half; exit 3");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("s3://captures/a.csv", "ended with status 3");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void somebodyWhoWatchesSeesTheBar() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "the rows");
    server.answer("POST /api/v1/csv/upload", 200, RESULT);

    Run run = Run.with("", 80, Map.of(), withUrl("upload", file.toString()));

    assertThat(run.err()).contains("a.csv  [########################] 100 %  8 B  being queued");
  }

  @Test
  void redriveOfAllGoesOnBehindThoseTried() {
    server
        .answer(
            "POST /api/v1/deadletters/redrive",
            200,
            "{'redriven':2000,'failures':0,'failed':[],'remaining':3,'cursor':'next'}")
        .answer(
            "POST /api/v1/deadletters/redrive",
            200,
            "{'redriven':2,'failures':1,'failed':[{'key':'/k','reason':'waits'}],'remaining':1,"
                + "'cursor':null}");

    Run run = run("deadletters", "redrive", "--cluster", "prod");

    assertThat(run.out()).isEqualTo("2,002 redriven, 1 failed, 1 there now\n");
    assertThat(run.err()).isEqualTo("nexus: /k stays: waits\n");
    assertThat(run.status()).isEqualTo(1);
    assertThat(server.requests())
        .containsExactly(
            "POST /api/v1/deadletters/redrive {\"cluster\":\"prod\"}",
            "POST /api/v1/deadletters/redrive {\"cluster\":\"prod\",\"cursor\":\"next\"}");
  }

  @Test
  void letterIsDeletedByItsKey() {
    server.answer("DELETE /api/v1/deadletters", 200, "{'cluster':'c','deleted':{'key':'/k/1'}}");

    assertThat(run("deadletters", "delete", "--key", "/k/1").out()).isEqualTo("deleted /k/1\n");
    assertThat(server.requests()).containsExactly("DELETE /api/v1/deadletters?key=%2Fk%2F1");
  }

  @Test
  void formatsAreShownAndRaised() {
    String formats = "{'formats':[{'kind':'block','written':%d,'newestWritten':2,'newestRead':3}]}";
    server
        .answer("GET /api/v1/formats", 200, formats.formatted(1))
        .answer("POST /api/v1/formats", 200, formats.formatted(2));

    assertThat(run("formats").lines())
        .containsExactly(
            "KIND   WRITTEN  NEWEST WRITTEN  NEWEST READ",
            "block        1               2            3");
    assertThat(run("formats", "--raise").lines().get(1)).startsWith("block        2");
    assertThat(server.requests())
        .containsExactly("GET /api/v1/formats", "POST /api/v1/formats {\"raise\":true}");
  }

  @Test
  void queueThatGetsShorterIsDraining() {
    server
        .answer("GET /clusterStats", 200, queue(900))
        .answer("GET /clusterStats", 200, queue(400));

    assertThat(run("queue").lines().get(1)).matches(" +400 +2m0s +7 +-\\d+ +draining");
  }

  private static String queue(long messages) {
    return "{'queue':{'messages':%d,'oldestAgeMs':120000,'deadLetters':7}}".formatted(messages);
  }

  @Test
  void pagesOfAQueryAreOneTable() {
    server
        .answer("GET /queryGpu", 200, series("[0,1],[15000,2.5]", "'next'"))
        .answer("GET /queryGpu", 200, series("[30000,1e21]", "null"));

    Run run = run("query", "a/0", "--since", "1h30m", "--metric", "M");

    assertThat(run.lines())
        .containsExactly(
            "TIME                                       M",
            "1970-01-01T00:00:00Z                       1",
            "1970-01-01T00:00:15Z                     2.5",
            "1970-01-01T00:00:30Z  1000000000000000000000");
    assertThat(server.requests().get(1))
        .isEqualTo("GET /queryGpu?gpu=a%2F0&metric=M&from=now-1h30m&limit=99998&cursor=next");
  }

  @Test
  void newestValuesHaveNamesUnitsThatFitAndReasons() {
    server
        .answer(
            "GET /queryGpu",
            200,
            "{'host':'a','gpu':'0','series':["
                + "{'metric':'DCGM_FI_DEV_FB_USED','unit':'MiB','points':[[0,40960]]},"
                + "{'metric':'M','unit':'','points':[[0,4096]]},"
                + "{'metric':'MASK','unit':'','points':[[0,5]]}],'cursor':null}")
        .answer(
            "GET /api/v1/fields",
            200,
            "{'data':[{'name':'DCGM_FI_DEV_FB_USED','displayName':'Memory used','bits':[]},"
                + "{'name':'MASK','displayName':'Reasons','bits':[{'mask':1,'reason':'idle'},"
                + "{'mask':2,'reason':'no'},{'mask':4,'reason':'SW power cap'}]}]}");

    Run run = run("query", "a/0");

    assertThat(run.lines())
        .containsExactly(
            "METRIC                            VALUE  UNIT  TIME                  NAME",
            "DCGM_FI_DEV_FB_USED                  40  GiB   1970-01-01T00:00:00Z  Memory used",
            "M                                  4096  -     1970-01-01T00:00:00Z  -",
            "MASK                 idle, SW power cap  -     1970-01-01T00:00:00Z  Reasons");
    assertThat(server.requests().get(1))
        .isEqualTo("GET /api/v1/fields?name=DCGM_FI_DEV_FB_USED&name=M&name=MASK");
  }

  @Test
  void queryEndsAtItsLimitAndSaysSo() {
    server.answer("GET /queryGpu", 200, series("[0,1],[15000,2]", "'next'"));

    Run run = run("query", "a/0", "--since", "0", "--limit", "2");

    assertThat(server.requests()).hasSize(1);
    assertThat(run.err()).startsWith("there are more points");
  }

  private static String series(String points, String cursor) {
    return ("{'host':'a','gpu':'0','uuid':'GPU-1','device':'nvidia0','model':'H, 100','series':"
            + "[{'metric':'M','unit':'%%','points':[%s]}],'cursor':%s}")
        .formatted(points, cursor);
  }

  @Test
  void csvHasEveryPointAsTheServerWroteIt() {
    server.answer("GET /queryGpu", 200, series("[0,0.1],[15000,1e21]", "null"));

    assertThat(run("query", "a/0", "--since", "0", "--csv").lines())
        .containsExactly(
            SeriesCsv.HEADER,
            "1970-01-01T00:00:00Z,M,0,nvidia0,GPU-1,\"H, 100\",a,,,,0.1,",
            "1970-01-01T00:00:15Z,M,0,nvidia0,GPU-1,\"H, 100\",a,,,,1000000000000000000000,");
  }

  @Test
  void pageThatIsNotTheApplicationsIsSaidToBeSo() {
    server.answer("GET /clusterStats", 200, "<html>");

    assertThat(run("stats").err()).contains("does not answer JSON: is this the right address?");
  }
}
