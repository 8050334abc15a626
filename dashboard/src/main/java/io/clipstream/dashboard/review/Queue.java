package io.clipstream.dashboard.review;

import java.util.List;

/** Why a picture is put before people, from the least to the most severe. */
public enum Queue {
  /** Chosen by the hash of its id, so that what nobody asked for is seen too. */
  SAMPLE,
  /** A score near its threshold. */
  NEAR,
  /** The job decided REVIEW. */
  REVIEW,
  /** The job decided BLOCK. */
  BLOCK;

  static final List<Queue> MOST_SEVERE_FIRST = List.of(BLOCK, REVIEW, NEAR, SAMPLE);

  int severity() {
    return ordinal();
  }

  /** Of a name; of any other text one that no queue has. */
  static int severityOf(String name) {
    return MOST_SEVERE_FIRST.stream()
        .filter(queue -> queue.name().equals(name))
        .findFirst()
        .map(Queue::severity)
        .orElse(-1);
  }
}
