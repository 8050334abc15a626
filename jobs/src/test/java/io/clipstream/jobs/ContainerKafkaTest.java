package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The job on the broker as Kafka's own image ships it. */
class ContainerKafkaTest {
  private static final String IMAGE = "apache/kafka:4.2.0";

  private static final String SKIPPED =
      "ContainerKafkaTest is skipped: it runs Kafka in a container, and there is no Docker here";

  @TempDir private Path folder;

  @Test
  void everyImageHasOneOutcomeOnABrokerInAContainer() throws Exception {
    boolean hasDocker = DockerClientFactory.instance().isDockerAvailable();
    if (!hasDocker) {
      System.out.println(SKIPPED);
    }
    assumeTrue(hasDocker, SKIPPED);
    try (KafkaContainer broker = new KafkaContainer(IMAGE)) {
      broker.start();
      TestKafka kafka = TestKafka.at(broker.getBootstrapServers());
      TaggingStream stream = new TaggingStream(kafka, kafka.createTopics("container", 2));
      stream.promote(SmallModel.write(folder, 7));
      stream.publish(1, List.of("cat", "dog"));
      stream.send(IntStream.range(0, 50).mapToObj(ContainerKafkaTest::event).toList());
      try (RunningJob job = RunningJob.start(stream.settings("container", folder), 2)) {
        job.await("50 outcomes", () -> stream.outcomes() >= 50);
      }
      assertThat(stream.results()).hasSize(45);
      assertThat(stream.deadLetters()).hasSize(5);
    }
  }

  /** Every tenth is no picture. */
  private static Map.Entry<String, byte[]> event(int i) {
    String id = Integer.toString(i);
    byte[] picture = i % 10 == 9 ? new byte[] {1, 2, 3} : TestPictures.png(i);
    return Map.entry(id, TaggingStream.event(id, picture));
  }
}
