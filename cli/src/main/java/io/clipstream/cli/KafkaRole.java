package io.clipstream.cli;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.clipstream.dashboard.deadletters.DeadLettersFeature;
import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.JobRights;
import io.clipstream.jobs.kafka.PreviewTopics;
import io.clipstream.jobs.kafka.Right;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.kafka.TrainingTopics;
import io.clipstream.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Who uses Kafka, and with which rights: those that docs/security.md gives each. */
enum KafkaRole {
  TAGGING,
  TRAINING,
  DASHBOARD,
  OPERATOR,
  PRODUCER,
  CONSUMER;

  /**
   * The rights of the role.
   *
   * @param name of each topic
   * @param job the job's name, or what several begin with; of consumers the same of their groups
   */
  List<Right> rights(Function<Topic, String> name, String job) {
    return switch (this) {
      case TAGGING -> tagging(name, job);
      case TRAINING ->
          JobRights.training(
              new TrainingTopics(
                  name.apply(Topic.CAPTIONS),
                  name.apply(Topic.ROUNDS),
                  control(name),
                  name.apply(Topic.STATUS)),
              name.apply(Topic.LEASES),
              job,
              DeliveryGuarantee.EXACTLY_ONCE);
      case DASHBOARD -> dashboard(name, job);
      case OPERATOR -> operator(name, job);
      case PRODUCER ->
          Stream.of(Topic.IMAGES, Topic.CAPTIONS)
              .flatMap(topic -> Right.topic(name.apply(topic), WRITE).stream())
              .toList();
      case CONSUMER -> consumer(name, job);
    };
  }

  /** As people write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static ControlLogs control(Function<Topic, String> name) {
    return new ControlLogs(name.apply(Topic.LABEL_SETS), name.apply(Topic.CHECKPOINTS));
  }

  private static List<Right> tagging(Function<Topic, String> name, String job) {
    PreviewTopics previews =
        new PreviewTopics(name.apply(Topic.PREVIEWS), name.apply(Topic.PREVIEW_ANSWERS));
    TaggingTopics topics =
        new TaggingTopics(
            List.of(name.apply(Topic.IMAGES)),
            name.apply(Topic.TAGS),
            control(name),
            previews,
            name.apply(Topic.STATUS));
    String leases = name.apply(Topic.LEASES);
    List<Right> rights =
        new ArrayList<>(JobRights.tagging(topics, leases, job, DeliveryGuarantee.EXACTLY_ONCE));
    rights.addAll(JobRights.previews(previews));
    return rights;
  }

  private static List<Right> dashboard(Function<Topic, String> name, String job) {
    List<Right> rights = new ArrayList<>();
    for (Topic input : DeadLettersFeature.INPUTS) {
      rights.addAll(Right.topic(Topic.deadLetter(name.apply(input)), READ));
    }
    for (Topic topic : List.of(Topic.TAGS, Topic.STATUS, Topic.PREVIEW_ANSWERS)) {
      rights.addAll(Right.topic(name.apply(topic), READ));
    }
    for (Topic topic : List.of(Topic.IMAGES, Topic.LABEL_SETS, Topic.CHECKPOINTS, Topic.REVIEWS)) {
      rights.addAll(Right.topic(name.apply(topic), READ, WRITE));
    }
    for (Topic topic : List.of(Topic.CAPTIONS, Topic.ROUNDS, Topic.PREVIEWS)) {
      rights.addAll(Right.topic(name.apply(topic), WRITE));
    }
    rights.addAll(Right.groups(job, DESCRIBE));
    rights.addAll(Right.transactions("clipstream-dashboard-", WRITE));
    return rights;
  }

  private static List<Right> operator(Function<Topic, String> name, String job) {
    List<Right> rights = new ArrayList<>(Right.cluster(CREATE, DESCRIBE, DESCRIBE_CONFIGS));
    for (Topic topic : Topic.values()) {
      rights.addAll(Right.topic(name.apply(topic), READ, WRITE, DESCRIBE_CONFIGS));
    }
    for (TopicPlan.Wanted topic : TopicPlan.of(name, null, null, null).topics()) {
      if (topic.deadLettersOf().isPresent()) {
        rights.addAll(Right.topic(topic.name(), READ, DESCRIBE_CONFIGS));
      }
    }
    rights.addAll(Right.groups(job, DESCRIBE));
    rights.addAll(Right.groups(DlqCommand.GROUP, READ));
    return rights;
  }

  private static List<Right> consumer(Function<Topic, String> name, String group) {
    List<Right> rights = new ArrayList<>(Right.topic(name.apply(Topic.TAGS), READ));
    rights.addAll(Right.topic(name.apply(Topic.IMAGES), READ));
    rights.addAll(Right.groups(group, READ));
    return rights;
  }
}
