package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images by URI, in a job that ends at the end of its topic. */
class FetchedImagesTest {
  private static final String JOB = "fetched";

  @TempDir private Path folder;

  @Test
  void imagesByUriAreTaggedBesideThoseThatAreInline() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(JOB, 1));
    stream.promote(SmallModel.write(folder, 6));
    stream.publish(1, List.of("cat", "dog"));
    Path allowed = Files.createDirectory(folder.resolve("pictures"));
    Path picture = Files.write(allowed.resolve("1.png"), TestPictures.png(1));
    Path secret = Files.write(folder.resolve("secret.png"), TestPictures.png(2));
    byte[] forbidden = TaggingStream.event("forbidden", secret.toUri());
    stream.send(
        List.of(
            Map.entry("by-uri", TaggingStream.event("by-uri", picture.toUri())),
            Map.entry("forbidden", forbidden),
            Map.entry("inline", TaggingStream.event("inline", TestPictures.png(1)))));
    try (RunningJob job =
        RunningJob.start(
            stream.settings(
                JOB,
                folder,
                "--until=latest",
                "--fetch.enabled=true",
                "--fetch.allowed-prefixes=" + allowed.toUri()),
            1)) {
      job.awaitEnd();
    }
    assertThat(stream.results())
        .extracting(TagEvent::getImageId)
        .containsExactlyInAnyOrder("by-uri", "inline");
    assertThat(stream.results())
        .allSatisfy(
            result ->
                assertThat(result.getTimings().getFetchMicros() > 0)
                    .isEqualTo(result.getImageId().equals("by-uri")));
    float expected = firstScore(stream.results().get(0));
    assertThat(firstScore(stream.results().get(1))).isCloseTo(expected, within(1e-5f));
    assertThat(stream.deadLetters()).hasSize(1);
    ConsumerRecord<byte[], byte[]> dead = stream.deadLetters().get(0);
    assertThat(dead.value()).isEqualTo(forbidden);
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.STAGE)).isEqualTo("fetch");
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.REASON)).isEqualTo("PATH_NOT_ALLOWED");
  }

  private static float firstScore(TagEvent result) {
    return result.getTags().get(0).getScore();
  }
}
