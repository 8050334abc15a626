package io.clipstream.dashboard.webhook;

import io.clipstream.schemas.Origin;

/** Records of Kafka as texts. */
final class Places {
  private Places() {}

  /** Topic, partition and offset; null for none. */
  static String text(Origin origin) {
    return origin == null
        ? null
        : origin.getTopic() + "/" + origin.getPartition() + "/" + origin.getOffset();
  }
}
