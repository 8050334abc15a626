package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for topics that were made just now: brokers do not know them, or no leader, for a moment.
 */
public final class TopicLeaders {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private TopicLeaders() {}

  /**
   * Returns when every partition of every topic has a leader.
   *
   * @throws ResourceException if that takes longer than a minute, or the thread is interrupted
   */
  public static void await(Admin admin, Collection<String> topics) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    try {
      while (!haveLeaders(admin, topics)) {
        if (System.nanoTime() > end) {
          throw new ResourceException(
              "topics %s were made and have no leader after %d s; look at the brokers' logs"
                  .formatted(topics, TIMEOUT.toSeconds()));
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while waiting for leaders of topics", e);
    }
  }

  private static boolean haveLeaders(Admin admin, Collection<String> topics)
      throws InterruptedException {
    for (KafkaFuture<TopicDescription> answer :
        admin.describeTopics(topics).topicNameValues().values()) {
      if (!hasLeaders(answer)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasLeaders(KafkaFuture<TopicDescription> answer)
      throws InterruptedException {
    try {
      return answer.get().partitions().stream()
          .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    } catch (ExecutionException e) {
      return false; // unknown still, or no answer: asked again
    }
  }
}
