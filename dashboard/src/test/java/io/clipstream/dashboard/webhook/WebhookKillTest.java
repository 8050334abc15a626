package io.clipstream.dashboard.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.World;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.webhook.TestReceiver.Came;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard that is killed while it tells. */
@Timeout(240)
class WebhookKillTest {
  private static final int EVENTS = 60;

  @TempDir private Path folder;

  @Test
  void whoeverIsKilledWhileTellingLosesNothing() throws Exception {
    try (World world = World.create();
        TestReceiver receiver = TestReceiver.start()) {
      for (int i = 0; i < EVENTS; i++) {
        send(world, i);
      }
      for (int kill = 1; kill <= 3; kill++) {
        int enough = kill * EVENTS / 4;
        receiver.answers(came -> receiver.taken.size() < enough ? 204 : 503);
        Process process = start(world.kafka(), receiver.address());
        try {
          Eventually.asserted(
              () -> {
                assertThat(receiver.taken).hasSizeGreaterThanOrEqualTo(enough);
                return assertThat(process.isAlive()).isTrue();
              });
        } finally {
          process.destroyForcibly().waitFor();
        }
      }
      receiver.answers(204);
      Process last = start(world.kafka(), receiver.address());
      try {
        List<String> all = IntStream.range(0, EVENTS).mapToObj(i -> "r" + i).toList();
        Eventually.asserted(
            () -> assertThat(receiver.taken.stream().map(Came::review)).containsAll(all));
      } finally {
        last.destroyForcibly().waitFor();
      }
      assertThat(receiver.taken.stream().map(Came::id).distinct()).hasSize(EVENTS);
    }
  }

  private static void send(World world, int number) {
    ReviewDecision review =
        ReviewDecision.newBuilder()
            .setImageId("p" + number)
            .setReviewId("r" + number)
            .setDecision(Decision.ALLOW)
            .setReviewedAt(Instant.EPOCH)
            .build();
    world.send(
        world.kafka().name(Topic.REVIEWS),
        review.getImageId(),
        world.kafka().codec(ReviewDecision.class, Topic.REVIEWS).encode(review));
  }

  private Process start(KafkaAccess kafka, URI receiver) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Teller.class.getName(),
            kafka.address(),
            Stream.of(Topic.values()).map(kafka::name).collect(Collectors.joining(",")),
            folder.toString(),
            receiver.toString())
        .inheritIO()
        .start();
  }

  /** Runs in the process: address of the broker, names of the topics, directory, receiver. */
  static final class Teller {
    private Teller() {}

    public static void main(String[] arguments) throws InterruptedException {
      Map<Topic, String> names = new EnumMap<>(Topic.class);
      String[] given = arguments[1].split(",");
      for (Topic topic : Topic.values()) {
        names.put(topic, given[topic.ordinal()]);
      }
      KafkaAccess plain = KafkaAccess.at(arguments[0]);
      KafkaAccess kafka = new KafkaAccess(plain.clients(), names, plain.format());
      WebhookSettings settings =
          TestReceiver.settings(URI.create(arguments[3]), Optional.of(Instant.EPOCH), Map.of());
      try (Dashboard dashboard =
          Dashboard.start(
              DashboardSettings.local(kafka, Path.of(arguments[2]), 0).with(settings))) {
        new CountDownLatch(1).await();
      }
    }
  }
}
