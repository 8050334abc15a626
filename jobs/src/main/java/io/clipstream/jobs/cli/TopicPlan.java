package io.clipstream.jobs.cli;

import io.clipstream.jobs.kafka.TopicCheck;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.Topic.Keeping;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The topics that there should be.
 *
 * @param topics an input stands before its dead-letter topic
 */
record TopicPlan(List<Wanted> topics) {
  /** What a dead letter's headers may add to the record, in bytes. */
  static final int DEAD_LETTER_ROOM = TopicCheck.DEAD_LETTER_ROOM;

  static final String MAX_BYTES = "max.message.bytes";

  /** Results and reports: nobody refuses their records. */
  private static final Set<Topic> OUTPUTS = EnumSet.of(Topic.TAGS, Topic.STATUS);

  /**
   * A topic that there should be.
   *
   * @param replication empty for the broker's setting
   * @param oneOrder whether it must have exactly that one partition
   * @param deadLettersOf the input topic, if this one takes its dead letters
   */
  record Wanted(
      String name,
      int partitions,
      Optional<Short> replication,
      Map<String, String> settings,
      boolean oneOrder,
      Optional<String> deadLettersOf) {}

  /**
   * Every topic of {@link Topic}, and the dead-letter topics of those that are read.
   *
   * @param names of the topics
   * @param partitions of topics that carry a stream
   * @param replication null for the broker's setting
   * @param maxMessageBytes of a record at most, dead letters excepted
   */
  static TopicPlan of(
      Function<Topic, String> names, int partitions, Short replication, int maxMessageBytes) {
    List<Wanted> wanted = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = names.apply(topic);
      boolean log = topic.keeping() == Keeping.CONTROL_LOG;
      Map<String, String> settings = new TreeMap<>(topic.kafkaSettings());
      settings.put(MAX_BYTES, String.valueOf(maxMessageBytes));
      Optional<Short> copies = Optional.ofNullable(replication);
      wanted.add(new Wanted(name, log ? 1 : partitions, copies, settings, log, Optional.empty()));
      if (!OUTPUTS.contains(topic)) {
        wanted.add(deadLetters(name, copies, maxMessageBytes));
      }
    }
    return new TopicPlan(List.copyOf(wanted));
  }

  private static Wanted deadLetters(String input, Optional<Short> copies, int inputBytes) {
    Map<String, String> settings = new TreeMap<>(Topic.IMAGES.kafkaSettings());
    settings.put(MAX_BYTES, String.valueOf(inputBytes + DEAD_LETTER_ROOM));
    return new Wanted(Topic.deadLetter(input), 1, copies, settings, false, Optional.of(input));
  }
}
