package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that cannot be used: the one in service goes on. */
class TaggerBadCheckpointTest extends SwappingTagger {
  private void expectKept(CheckpointEvent bad, String... message) throws Exception {
    tagger.control(Records.announced(1, bad));
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
    assertThat(tagger.status().getFailures().get(0).getSubject())
        .startsWith("checkpoint " + bad.getCheckpointId());
    assertThat(tagger.status().getFailures().get(0).getMessage()).contains(message);
    assertThat(tagger.status().getActive().getCheckpointId()).isEqualTo("a");
    // It goes on serving, and still takes label edits.
    tagger.control(Records.published(1, SECOND));
    tagger.untilActive("a", "default", 2);
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("a");
    assertThat(tagger.tags().get(0).getLabelSetRevision()).isEqualTo(2);
    assertThat(tagger.letters()).isEmpty();
    // A good one after it is taken.
    tagger.control(Records.announced(2, Checkpoints.write(dir.resolve("good"), 9, 16)));
    tagger.untilActive("good", "default", 2);
    assertThat(tagger.status().getFailures()).isEmpty();
  }

  private static void change(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at < 0 ? bytes.length + at : at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aCorruptCheckpointIsNotTaken() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    change(dir.resolve("b/model.safetensors"), -5);
    expectKept(b, "model.safetensors", "expected SHA-256");
  }

  @Test
  void aTruncatedCheckpointIsNotTaken() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    Path file = dir.resolve("b/model.safetensors");
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 1000));
    expectKept(b, "model.safetensors");
  }

  @Test
  void aMissingCheckpointIsNotTaken() throws Exception {
    CheckpointEvent b = Checkpoints.copy(a);
    b.setCheckpointId("b");
    b.setSha256("0".repeat(64));
    b.setUri(dir.resolve("nowhere").toUri().toString());
    expectKept(b, "nowhere", "expected a checkpoint directory");
  }

  @Test
  void aCheckpointWithNanIsNotTaken() throws Exception {
    expectKept(Checkpoints.withNan(dir.resolve("b"), 2), "visual.proj", "NaN");
  }

  @Test
  void aCheckpointOfAnotherHashIsNotTaken() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    b.setSha256("1".repeat(64));
    expectKept(b, "SHA256SUMS", "1".repeat(64));
  }

  @Test
  void aCheckpointOfAnotherDimensionIsNotTaken() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 24);
    b.setEmbeddingDimension(16);
    expectKept(b, "expected the 16 embedding dimensions", "found 24");
  }

  @Test
  void aCheckpointOfAnUnknownArchitectureIsNotTaken() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    Path config = dir.resolve("b/config.json");
    String changed = Files.readString(config).replace("quick_gelu", "swish");
    Files.writeString(config, changed);
    Path sums = dir.resolve("b/SHA256SUMS");
    Files.writeString(
        sums,
        Files.readString(sums)
            .replaceAll("[0-9a-f]{64}(  config.json)", Digests.sha256(config) + "$1"));
    b.setSha256(Digests.sha256(sums));
    expectKept(b, "swish");
  }

  @Test
  void aCheckpointOutsideTheAllowedPrefixesIsNotOpened(@TempDir Path elsewhere) throws Exception {
    CheckpointEvent b = Checkpoints.write(elsewhere.resolve("b"), 2, 16);
    expectKept(b, "under none of the allowed prefixes");
  }

  @Test
  void aFailureIsTriedAgainUntilItIsMended() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    Path aside = dir.resolve("aside");
    Files.move(dir.resolve("b"), aside);
    tagger.control(Records.announced(1, b));
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
    Files.move(aside, dir.resolve("b"));
    tagger.until(
        () -> {
          advanceTime();
          return tagger.status().getActive().getCheckpointId().equals("b");
        });
  }

  private void advanceTime() {
    try {
      tagger.setProcessingTime(tagger.getProcessingTime() + 10);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aJobThatIsToFailWithASwapFails() throws Exception {
    tagger.close();
    tagger =
        TaggerHarness.started(
            settings().onSwapFailure(OnSwapFailure.FAIL_JOB).build(), logs("fail-job"));
    CheckpointEvent b = Checkpoints.withNan(dir.resolve("b"), 2);
    // the failure may come as soon as the announcement is taken in, or with a later mail
    assertThatThrownBy(() -> tagger.control(Records.announced(1, b)).until(() -> false))
        .hasStackTraceContaining("checkpoint b")
        .hasStackTraceContaining("NaN");
  }
}
