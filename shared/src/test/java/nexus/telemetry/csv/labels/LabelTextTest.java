package nexus.telemetry.csv.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTextTest {

  private static LabelText labels(String text) {
    return new LabelText(("<" + text + ">").toCharArray(), 1, text.length() + 1);
  }

  private static Map<String, String> pairs(LabelText labels) {
    Map<String, String> pairs = new LinkedHashMap<>();
    while (labels.next()) {
      pairs.put(labels.key(), labels.value());
    }
    return pairs;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xid=\"31\",gpu=\"0\",model=\"NVIDIA A10\"",
        "{xid=\"31\", gpu=\"0\", model=\"NVIDIA A10\"}",
        "{xid=\"31\",gpu=\"0\",model=\"NVIDIA A10\",}",
        "X:y{xid=\"31\",gpu=\"0\",model=\"NVIDIA A10\"}",
        "{xid=\"31\",gpu=\"0\",model=\"NVIDIA A10\"",
        "xid=31,gpu=0,model=NVIDIA A10",
        "xid=31, gpu=0 , model = NVIDIA A10",
        "xid=31 gpu=0 model=NVIDIA A10",
        "xid=31;gpu=0;model=NVIDIA A10",
        "xid=31 | gpu=0 | model=NVIDIA A10",
        "xid='31',gpu='0',model='NVIDIA A10'",
        "{\"xid\":\"31\",\"gpu\":0,\"model\":\"NVIDIA A10\"}",
        "{\"xid\": \"31\", \"gpu\": 0, \"model\": \"NVIDIA A10\"}",
        "{'xid': '31', 'gpu': 0, 'model': 'NVIDIA A10'}",
        "map[xid:31 gpu:0 model:NVIDIA A10]",
        "map[string]string{\"xid\":\"31\", \"gpu\":\"0\", \"model\":\"NVIDIA A10\"}",
        "\"xid\"=>\"31\", \"gpu\"=>\"0\", \"model\"=>\"NVIDIA A10\"",
        "xid:31,gpu:0,model:NVIDIA A10",
        "{xid => 31, gpu => 0, model => NVIDIA A10}",
        "{:xid=>31, :gpu=>0, :model=>\"NVIDIA A10\"}",
        ":xid=>31 :gpu=>0 :model=>\"NVIDIA A10\"",
        "xid->31,gpu->0,model->NVIDIA A10",
        "xid := 31, gpu := 0, model := NVIDIA A10",
        "xid==31,gpu==0,model==NVIDIA A10",
        "xid=31&gpu=0&model=NVIDIA A10",
        "?xid=31&gpu=0&model=NVIDIA A10",
        "{xid: 31, gpu: 0, model: NVIDIA A10}",
        "[xid:31, gpu:0, model:NVIDIA A10]",
      })
  void everyWayToPrintLabelsIsRead(String text) {
    LabelText labels = labels(text);

    assertThat(pairs(labels)).isEqualTo(Map.of("xid", "31", "gpu", "0", "model", "NVIDIA A10"));
    assertThat(labels.unread()).isEmpty();
  }

  @Test
  void valuesWithoutQuotesHoldWhatIsNoKey() {
    assertThat(pairs(labels("map[bus:00000000:1B:00.0 model:NVIDIA H100 80GB HBM3 at:10:22 x:]")))
        .isEqualTo(
            Map.of(
                "bus", "00000000:1B:00.0",
                "model", "NVIDIA H100 80GB HBM3",
                "at", "10:22",
                "x", ""));
    assertThat(pairs(labels("url=http://a:9400/x?y;z=1,k8s.io/app-name=b")))
        .isEqualTo(Map.of("url", "http://a:9400/x?y", "z", "1", "k8s.io/app-name", "b"));
    assertThat(pairs(labels("{'a': \"it's\", 'b': 'x\\'y'}")))
        .isEqualTo(Map.of("a", "it's", "b", "x'y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "map[]", ",", "{ }", " , ;"})
  void nothingIsNoLabel(String text) {
    LabelText labels = labels(text);

    assertThat(labels.next()).isFalse();
    assertThat(labels.unread()).isEmpty();
  }

  @Test
  void whatIsNoPairIsTold() {
    LabelText labels = labels("a=\"1\",what is this,b={\"c\":[1,2]},d=\"2\",e=[1,f=\"open");

    assertThat(pairs(labels)).isEqualTo(Map.of("a", "1", "d", "2"));
    assertThat(labels.unread())
        .containsExactly(
            new LabelText.Unread("", "what is this"),
            new LabelText.Unread("b", "{\"c\":[1,2]}"),
            new LabelText.Unread("e", "[1"),
            new LabelText.Unread("f", "\"open"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[,", "a={\"\\\",", "a=[,"})
  void whereManyBracketsOrQuotesAreOpenTheRestIsNotLookedAt(String part) {
    LabelText labels = labels("b=\"1\"," + part.repeat(1000));

    assertThat(pairs(labels)).containsEntry("b", "1");
    assertThat(labels.unread()).hasSizeLessThan(40);
  }
}
