package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;

/**
 * Hosts of which many messages cannot be stored in one partition's drain, such as one with more
 * GPUs than there is room for. What is left of them is tried behind all others: each attempt costs
 * time, and thousands of them would keep the others waiting for hours.
 *
 * <p>All messages of a host go to the end together and in their order, so a GPU's are applied in
 * the order of their publication as ever.
 */
final class CrowdedHosts {

  /** Failed messages of a host from which on its others come last. */
  static final int MOST_FAILED = 8;

  private final Map<String, Integer> failed = new HashMap<>();
  private List<QueuedMessage> last = new ArrayList<>();
  private boolean atLast;

  /** The queue was listed anew. */
  void begin() {
    last = new ArrayList<>();
    atLast = false;
  }

  /** A message of the host could not be stored. */
  void failed(String host) {
    failed.merge(host, 1, Integer::sum);
  }

  /** Whether the message is of such a host; then it comes last. */
  boolean putsOff(QueuedMessage message) {
    if (message.says().isEmpty() || !waits(message.says().get().host())) {
      return false;
    }
    last.add(message);
    return true;
  }

  /** The same of a group. */
  boolean putsOff(Group group) {
    if (!waits(group.gpu().host())) {
      return false;
    }
    group.messages().stream().map(PendingMessage::listed).forEach(last::add);
    return true;
  }

  private boolean waits(String host) {
    return !atLast && failed.getOrDefault(host, 0) >= MOST_FAILED;
  }

  /** How many messages were put off. */
  int size() {
    return last.size();
  }

  /** What was put off, once all else was tried: from now on nothing is. */
  List<QueuedMessage> atLast() {
    List<QueuedMessage> all = atLast ? List.of() : last;
    last = new ArrayList<>();
    atLast = true;
    return all;
  }
}
