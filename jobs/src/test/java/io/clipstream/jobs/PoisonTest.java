package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.TagEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records with which a job fails each time. */
class PoisonTest {
  private static final String JOB = "poison";
  private static final int PICTURES = 40;

  @TempDir private static Path folder;

  @Test
  void recordsWithWhichTheJobFailsAgainAndAgainAreSetApartAndAllOthersAreTagged() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(JOB, 2));
    stream.promote(SmallModel.write(folder, 1));
    stream.publish(1, List.of("cat", "dog"));
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      String id = "picture-" + i;
      events.add(Map.entry(id, TaggingStream.event(id, TestPictures.png(i % 7))));
    }
    stream.send(events);
    Faults.poison(JOB, "picture-5", "picture-6", "picture-31");
    TaggingJobSettings settings =
        stream.settings(
            JOB,
            folder,
            "--record.attempts=2",
            "--flink.restart-strategy.type=fixed-delay",
            "--flink.restart-strategy.fixed-delay.attempts=50",
            "--flink.restart-strategy.fixed-delay.delay=50 ms");
    try (RunningJob job = RunningJob.start(settings, 2)) {
      job.await("an outcome for each", () -> stream.outcomes() >= PICTURES);
      job.stop(folder);
    }
    assertThat(stream.results())
        .hasSize(PICTURES - 3)
        .extracting(TagEvent::getImageId)
        .doesNotHaveDuplicates()
        .doesNotContain("picture-5", "picture-6", "picture-31");
    assertThat(stream.deadLetters())
        .extracting(letter -> new String(letter.key(), StandardCharsets.UTF_8))
        .containsExactlyInAnyOrder("picture-5", "picture-6", "picture-31");
    assertThat(stream.deadLetters()).allSatisfy(PoisonTest::saysWhy);
  }

  private static void saysWhy(ConsumerRecord<byte[], byte[]> letter) {
    assertThat(TaggingStream.header(letter, DeadLetterHeaders.REASON))
        .isEqualTo("FAILED_REPEATEDLY");
    assertThat(TaggingStream.header(letter, DeadLetterHeaders.MESSAGE))
        .contains("failed 2 times", "cannot bear picture-");
  }
}
