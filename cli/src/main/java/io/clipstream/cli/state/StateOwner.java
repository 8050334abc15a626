package io.clipstream.cli.state;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whose state it is.
 *
 * @param kind what the job is, for example {@code tagging job}
 * @param job its name
 * @param isBounded whether it ends by itself
 * @param topics id of each topic that it reads; one that is made anew has another
 */
public record StateOwner(String kind, String job, boolean isBounded, Map<String, String> topics) {
  public StateOwner {
    requireNonNull(kind, "kind is null");
    requireNonNull(job, "job is null");
    topics = new TreeMap<>(topics);
  }

  String name() {
    return kind + " '" + job + "'";
  }

  /** Why a job cannot go on from the state of another, if so. */
  Optional<String> misfit(StateOwner before) {
    if (!kind.equals(before.kind) || !job.equals(before.job)) {
      return Optional.of("it is that of " + before.name() + ", expected that of " + name());
    }
    for (Map.Entry<String, String> topic : topics.entrySet()) {
      String id = before.topics.getOrDefault(topic.getKey(), topic.getValue());
      if (!id.equals(topic.getValue())) {
        return Optional.of(
            "it is about a topic %s that is gone: that had the id %s, the one there is now has %s"
                .formatted(topic.getKey(), id, topic.getValue()));
      }
    }
    return isBounded == before.isBounded ? Optional.empty() : Optional.of(otherEnd(before));
  }

  private static String otherEnd(StateOwner before) {
    return before.isBounded
        ? "it is that of a run with 'until' that was cut off; give 'until' again to finish that run"
        : "it is that of a run without end, which 'until' cannot end; leave 'until' out";
  }
}
