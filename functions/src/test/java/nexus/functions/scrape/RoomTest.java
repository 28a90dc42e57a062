package nexus.functions.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoomTest {

  @Test
  void thoseThatAreDownLeaveHalfOfItToTheOthers() {
    Room room = new Room(4);
    assertThat(room.take(true)).isTrue();
    assertThat(room.take(true)).isTrue();
    assertThat(room.take(true)).isFalse();
    assertThat(room.take(false)).isTrue();
    assertThat(room.take(false)).isTrue();
    assertThat(room.take(false)).isFalse();

    room.giveBack(false);
    assertThat(room.take(true)).isFalse();
    assertThat(room.take(false)).isTrue();
    room.giveBack(true);
    assertThat(room.take(true)).isTrue();
  }

  @Test
  void aShareThatIsClosedTakesNothing() {
    HeldBytes held = new HeldBytes(10);
    HeldBytes.Share one = held.open();
    HeldBytes.Share other = held.open();
    assertThat(one.take(6)).isTrue();
    assertThat(other.take(5)).isFalse();
    assertThat(other.take(4)).isTrue();
    one.close();
    one.close();
    assertThat(held.held()).isEqualTo(4);
    assertThat(one.take(1)).isFalse();
    assertThat(held.held()).isEqualTo(4);
    other.close();
    assertThat(held.held()).isZero();
  }
}
