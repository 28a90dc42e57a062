package nexus.telemetry.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {

  @Test
  void ofRowsThatAllHaveTheSame() {
    assertThat(of(List.of("b", "a", "b", "a"))).containsExactly("a", "b");
  }

  @Test
  void ofRowsThatLackSome() {
    assertThat(of(List.of("a", "c", "b", "c"))).containsExactly("a", "b", "c");
  }

  @Test
  void ofNoRows() {
    assertThat(of(List.of())).isEmpty();
  }

  @Property
  void eachOnceAndAscending(@ForAll @Size(max = 30) List<Character> letters) {
    List<String> names = letters.stream().map(letter -> "" + (char) (letter % 7 + 'a')).toList();

    assertThat(of(names)).containsExactlyElementsOf(new TreeSet<>(names));
  }

  private static List<String> of(List<String> names) {
    ColumnNames all = new ColumnNames();
    names.forEach(all::add);
    return all.all();
  }
}
