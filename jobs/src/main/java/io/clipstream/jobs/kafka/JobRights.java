package io.clipstream.jobs.kafka;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.clipstream.schemas.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** What jobs do with topics, groups and transactions of Kafka; docs/security.md says it too. */
public final class JobRights {
  private final List<Right> rights = new ArrayList<>();
  private final boolean isExactlyOnce;

  private JobRights(DeliveryGuarantee delivery) {
    this.isExactlyOnce = delivery == DeliveryGuarantee.EXACTLY_ONCE;
  }

  /**
   * What a tagging job cannot do without.
   *
   * @param leases topic with the leases of the jobs' names
   */
  public static List<Right> tagging(
      TaggingTopics topics, String leases, String jobName, DeliveryGuarantee delivery) {
    JobRights job = new JobRights(delivery);
    job.reads(topics.inputs());
    job.writes(List.of(topics.tags()));
    job.writes(topics.deadLetters());
    job.common(topics.status(), leases, jobName);
    return List.copyOf(job.rights);
  }

  /** What it needs besides where drafts of labels are to be tried. */
  public static List<Right> previews(PreviewTopics topics) {
    List<Right> rights = new ArrayList<>(Right.topic(topics.requests(), READ));
    rights.addAll(Right.topic(topics.answers(), WRITE));
    return rights;
  }

  /**
   * What a training job cannot do without.
   *
   * @param leases topic with the leases of the jobs' names
   */
  public static List<Right> training(
      TrainingTopics topics, String leases, String jobName, DeliveryGuarantee delivery) {
    JobRights job = new JobRights(delivery);
    List<String> refusing = List.of(topics.captions(), topics.requests());
    job.reads(refusing);
    job.reads(List.of(topics.control().labelSets()));
    job.rights.addAll(Right.topic(topics.control().checkpoints(), READ, WRITE, DESCRIBE_CONFIGS));
    job.writes(refusing.stream().map(Topic::deadLetter).toList());
    job.common(topics.status(), leases, jobName);
    return List.copyOf(job.rights);
  }

  private void reads(Collection<String> topics) {
    topics.forEach(topic -> rights.addAll(Right.topic(topic, READ, DESCRIBE_CONFIGS)));
  }

  private void writes(Collection<String> topics) {
    topics.forEach(topic -> rights.addAll(Right.topic(topic, WRITE, DESCRIBE_CONFIGS)));
  }

  private void common(String status, String leases, String jobName) {
    rights.addAll(Right.topic(status, WRITE, DESCRIBE_CONFIGS));
    rights.addAll(Right.topic(leases, READ, WRITE, DESCRIBE_CONFIGS));
    rights.addAll(Right.groups(jobName, READ));
    if (isExactlyOnce) {
      rights.addAll(Right.transactions(jobName + "/", WRITE));
    }
  }
}
