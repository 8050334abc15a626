package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.jobs.testing.TestTopics;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The training job in one process, killed and started again with the defaults. */
@Timeout(300)
class KeptPairsTest {
  private static final AvroCodec<CaptionedImage> CAPTIONS =
      AvroCodec.singleObject(CaptionedImage.class);
  private static final String NAME = "kept-pairs";

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();

  @Test
  void everyCaptionIsInTheStoreOnceAfterAKill() throws Exception {
    List<String> command = command();
    CommandProcess first = CommandProcess.startIn(folder, command);
    try {
      first.awaitLine("has all it needs");
      send(0, 40);
      await(first, "committed captions", () -> kafka.committedOffset(NAME, NAME + ".captions") > 0);
      send(40, 80); // some of them are read, and in files that are not complete
      await(
          first, "committed captions", () -> kafka.committedOffset(NAME, NAME + ".captions") > 40);
    } finally {
      first.kill();
    }
    assertThat(first.exit()).as(first.output()).isEqualTo(137);

    CommandProcess second = CommandProcess.startIn(folder, command);
    try {
      second.awaitLine("goes on from ");
      send(80, 120);
      await(second, "all pairs", () -> pairs() >= 120);
    } finally {
      second.terminate();
    }
    assertThat(second.exit()).as(second.output()).isEqualTo(143);
    assertThat(pairs()).isEqualTo(120);
    assertThat(second.output()).doesNotContain("without a savepoint");
  }

  private List<String> command() {
    TaggingTopics topics = kafka.createTopics(NAME, 1);
    kafka.create(NAME + ".captions", 1, Map.of());
    kafka.create(NAME + ".rounds", 1, Map.of());
    String larger = Integer.toString(1048588 + (64 << 10));
    kafka.create(NAME + ".captions.dlq", 1, Map.of("max.message.bytes", larger));
    kafka.create(NAME + ".rounds.dlq", 1, Map.of("max.message.bytes", larger));
    return List.of(
        "job",
        "training",
        "--job.name=" + NAME,
        "--kafka.bootstrap.servers=" + kafka.bootstrap(),
        "--topic.captions=" + NAME + ".captions",
        "--topic.rounds=" + NAME + ".rounds",
        "--topic.label-sets=" + topics.control().labelSets(),
        "--topic.checkpoints=" + topics.control().checkpoints(),
        "--topic.status=" + topics.status(),
        "--topic.leases=" + TestTopics.leases(topics),
        "--model.name=" + SmallModel.NAME,
        "--model.allowed-prefixes=" + folder,
        "--checkpoints.path=" + folder.resolve("models"),
        "--store.path=" + folder.resolve("store"),
        "--device=cpu",
        "--round.after-pairs=1000000",
        "--checkpoint.interval=1 s");
  }

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      CaptionedImage pair =
          CaptionedImage.newBuilder()
              .setImageId("i" + i)
              .setImage(ByteBuffer.wrap(TestPictures.png(i)))
              .setCaptions(List.of("picture " + i))
              .setCaptionedAt(Instant.EPOCH)
              .build();
      kafka.send(NAME + ".captions", "i" + i, CAPTIONS.encode(pair));
    }
  }

  private long pairs() {
    PairStore store = new PairStore(folder.resolve("store"));
    long pairs = 0;
    for (Split split : List.of(Split.TRAIN, Split.HELD_OUT)) {
      for (StoredFile file : store.files(split)) {
        pairs += store.count(file);
      }
    }
    return pairs;
  }

  private static void await(CommandProcess process, String what, Callable<Boolean> condition) {
    Eventually.await(what).failFast("the job has ended", () -> !process.isAlive()).until(condition);
  }
}
