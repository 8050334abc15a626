package io.clipstream.jobs.testing;

import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.PreviewTopics;
import io.clipstream.jobs.kafka.TaggingTopics;
import java.util.List;

/** Names of a tagging job's topics for one test. */
public final class TestTopics {
  private TestTopics() {}

  public static TaggingTopics named(String prefix) {
    return new TaggingTopics(
        List.of(prefix + ".images"),
        prefix + ".tags",
        new ControlLogs(prefix + ".labels", prefix + ".checkpoints"),
        new PreviewTopics(prefix + ".previews", prefix + ".previewed"),
        prefix + ".status");
  }

  /** The topic with the leases of the jobs on these topics. */
  public static String leases(TaggingTopics topics) {
    return topics.status() + ".leases";
  }
}
