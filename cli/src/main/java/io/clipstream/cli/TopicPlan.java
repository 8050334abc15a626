package io.clipstream.cli;

import io.clipstream.jobs.kafka.TopicCheck;
import io.clipstream.schemas.Topic;
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
  static final int DEAD_LETTER_OVERHEAD = TopicCheck.DEAD_LETTER_OVERHEAD;

  static final String MAX_BYTES = "max.message.bytes";

  /** Results, reports, leases, and questions whose refusal is the answer: no dead letters. */
  private static final Set<Topic> OUTPUTS =
      EnumSet.of(Topic.TAGS, Topic.STATUS, Topic.LEASES, Topic.PREVIEWS, Topic.PREVIEW_ANSWERS);

  /**
   * A topic that there should be.
   *
   * @param replication empty for the broker's setting
   * @param asked what a topic that exists is held against, because somebody asked for it
   * @param oneOrder whether it must have exactly that one partition
   * @param deadLettersOf the input topic, if this one takes its dead letters
   */
  record Wanted(
      String name,
      int partitions,
      Optional<Short> replication,
      Map<String, String> settings,
      Asked asked,
      boolean oneOrder,
      Optional<String> deadLettersOf) {}

  /**
   * What somebody asked for; empty where a default will do.
   *
   * @param maxBytes of a record
   */
  record Asked(
      Optional<Integer> partitions, Optional<Short> replication, Optional<Integer> maxBytes) {}

  private static final int PARTITIONS = 4;
  private static final int MAX_MESSAGE_BYTES = 10 << 20;

  /**
   * Every topic of {@link Topic}, and the dead-letter topics of those that are read.
   *
   * @param names of the topics
   * @param partitions of topics that carry a stream; null for 4, or what there is
   * @param replication null for the broker's setting
   * @param maxBytes of a record at most, dead letters excepted; null for 10 MiB, or what there is
   */
  static TopicPlan of(
      Function<Topic, String> names, Integer partitions, Short replication, Integer maxBytes) {
    int maxMessageBytes = maxBytes == null ? MAX_MESSAGE_BYTES : maxBytes;
    Optional<Short> copies = Optional.ofNullable(replication);
    List<Wanted> wanted = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = names.apply(topic);
      boolean log = topic.isOneOrder();
      Map<String, String> settings = new TreeMap<>(topic.kafkaSettings());
      settings.put(MAX_BYTES, String.valueOf(maxMessageBytes));
      int count = log ? 1 : partitions == null ? PARTITIONS : partitions;
      Asked asked =
          new Asked(
              log ? Optional.empty() : Optional.ofNullable(partitions),
              copies,
              Optional.ofNullable(maxBytes));
      wanted.add(new Wanted(name, count, copies, settings, asked, log, Optional.empty()));
      if (!OUTPUTS.contains(topic)) {
        wanted.add(deadLetters(name, copies, maxMessageBytes));
      }
    }
    return new TopicPlan(List.copyOf(wanted));
  }

  private static Wanted deadLetters(String input, Optional<Short> copies, int inputBytes) {
    Map<String, String> settings = new TreeMap<>(Topic.IMAGES.kafkaSettings());
    settings.put(MAX_BYTES, String.valueOf(inputBytes + DEAD_LETTER_OVERHEAD));
    Asked asked = new Asked(Optional.empty(), copies, Optional.empty());
    return new Wanted(
        Topic.deadLetter(input), 1, copies, settings, asked, false, Optional.of(input));
  }
}
