package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Recomputation;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerSwapTest {
  private static final LabelSet FIRST = Records.set("default", 1, "cat", "dog", "sofa");
  private static final LabelSet SECOND = Records.set("default", 2, "cat", "dog", "tree", "car");

  @TempDir Path dir;
  private CheckpointEvent a;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    a = Checkpoints.write(dir.resolve("a"), 1, 16);
    tagger = TaggerHarness.started(settings().build(), logs("swap"));
  }

  private LogReader logs(String name) {
    return LogReader.of(name, Records.published(0, FIRST), Records.announced(0, a));
  }

  private TaggerSettingsBuilder settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(4)
        .topK(3)
        .retryBackoff(Duration.ofMillis(20))
        .allowedPrefixes(List.of(dir.toString()));
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
    assertThat(TaggingModel.loaded()).isZero();
  }

  @Test
  void everyScoreIsThatOfTheStampedCheckpointAndRevision() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 24); // another embedding size
    Recomputation recomputation =
        new Recomputation().checkpoint(a).checkpoint(b).labels(FIRST).labels(SECOND);
    int sent = 0;
    for (; sent < 9; sent++) {
      tagger.image(Records.image(sent));
    }
    tagger.control(Records.announced(1, b));
    while (!tagger.status().getActive().getCheckpointId().equals("b")) {
      tagger.image(Records.image(sent++));
      tagger.until(() -> true);
    }
    tagger.control(Records.published(1, SECOND));
    while (tagger.status().getActive().getLabelSets().get(0).getRevision() != 2) {
      tagger.image(Records.image(sent++));
    }
    for (int i = 0; i < 5; i++) {
      tagger.image(Records.image(sent++));
    }
    tagger.flush();
    assertThat(tagger.tags()).hasSize(sent);
    Set<String> stamps = new LinkedHashSet<>();
    for (TagEvent tag : tagger.tags()) {
      stamps.add(tag.getCheckpointId() + tag.getLabelSetRevision());
      recomputation.check(tag, Records.picture(tag.getOrigin().getOffset()));
    }
    assertThat(stamps).containsExactly("a1", "b1", "b2");
    recomputation.close();
  }

  @Test
  void theRecomputationSeesScoresOfAnotherGeneration() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    tagger.image(Records.image(0)).flush();
    try (Recomputation recomputation =
        new Recomputation().checkpoint(a).checkpoint(b).labels(FIRST).labels(SECOND)) {
      byte[] picture = Records.picture(0);
      TagEvent tag = tagger.tags().get(0);
      recomputation.check(tag, picture);
      tag.setCheckpointId("b");
      assertThatThrownBy(() -> recomputation.check(tag, picture))
          .isInstanceOf(AssertionError.class);
      tag.setCheckpointId("a");
      tag.setLabelSetRevision(2);
      tag.setLabelSetHash(io.clipstream.schemas.LabelSets.contentHash(SECOND));
      assertThatThrownBy(() -> recomputation.check(tag, picture))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void editingOneLabelEncodesOneLabel() throws Exception {
    String[] names = new String[300];
    for (int i = 0; i < names.length; i++) {
      names[i] = "thing " + i;
    }
    tagger.control(Records.published(1, Records.set("default", 2, names)));
    tagger.untilActive("a", "default", 2);
    long before = encoded();
    names[150] = "another thing";
    tagger.control(Records.published(2, Records.set("default", 3, names)));
    tagger.untilActive("a", "default", 3);
    assertThat(encoded() - before).isEqualTo(1);
    LabelSet stricter = Records.set("default", 4, names);
    stricter.getLabels().get(3).setThreshold(0.9f);
    tagger.control(Records.published(3, stricter));
    tagger.untilActive("a", "default", 4);
    assertThat(encoded() - before).isEqualTo(1);
  }

  private long encoded() {
    return tagger.tagger().generation().model().embeddings().encoded();
  }

  @Test
  void aLabelSetThatIsDeletedIsUnknown() throws Exception {
    tagger.control(Records.published(1, Records.set("other", 1, "boat")));
    tagger.untilActive("a", "other", 1);
    tagger.image(Records.image(0, "other", Records.picture(0), null)).flush();
    assertThat(tagger.tags()).hasSize(1);
    tagger.control(Records.deleted(2, "other"));
    tagger.image(Records.image(1, "other", Records.picture(0), null)).flush();
    assertThat(tagger.letters()).hasSize(1);
    assertThat(tagger.letters().get(0).reason()).isEqualTo("UNKNOWN_LABEL_SET");
  }

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
        Files.readString(sums).replaceAll("[0-9a-f]{64}(  config.json)", sha256(config) + "$1"));
    b.setSha256(sha256(sums));
    expectKept(b, "swish");
  }

  private static String sha256(Path file) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  @Test
  void aCheckpointOutsideTheAllowedPrefixesIsNotOpened(@TempDir Path elsewhere) throws Exception {
    CheckpointEvent b = Checkpoints.write(elsewhere.resolve("b"), 2, 16);
    expectKept(b, "under none of the allowed prefixes");
  }

  @Test
  void candidatesAndOtherModelsChangeNothing() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    b.setStatus(CheckpointStatus.CANDIDATE);
    tagger.control(Records.announced(1, b));
    b.setStatus(CheckpointStatus.PROMOTED);
    b.setModelName("garden");
    tagger.control(Records.announced(2, b));
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.status().getPending()).isNull();
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("a");
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

  @Test
  void aRollbackTakesEffect() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    tagger.control(Records.announced(1, b));
    tagger.untilActive("b", "default", 1);
    CheckpointEvent back = Checkpoints.copy(a);
    back.setReason("rollback");
    back.setReplaces("b");
    tagger.control(Records.announced(2, back));
    tagger.untilActive("a", "default", 1);
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getEmbeddingSpaceId()).isEqualTo("space-a");
  }

  @Test
  void aPinnedJobStaysWithItsCheckpoint() throws Exception {
    tagger.close();
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 16);
    b.setStatus(CheckpointStatus.CANDIDATE);
    LogReader logs = logs("pinned");
    logs.append(Records.announced(1, b));
    tagger = TaggerHarness.started(settings().follow(Follow.parse("pinned:b")).build(), logs);
    tagger.control(Records.announced(2, Checkpoints.write(dir.resolve("c"), 3, 16)));
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getCheckpointId()).isEqualTo("b");
  }

  @Test
  void twentySwapsUnderLoadLoseNothing() throws Exception {
    CheckpointEvent b = Checkpoints.write(dir.resolve("b"), 2, 24);
    int sent = 0;
    for (int swap = 1; swap <= 20; swap++) {
      CheckpointEvent next = swap % 2 == 1 ? b : a;
      tagger.control(Records.announced(swap, next));
      while (!tagger.status().getActive().getCheckpointId().equals(next.getCheckpointId())) {
        tagger.image(Records.image(sent++));
      }
    }
    tagger.flush();
    List<Long> offsets = tagger.tags().stream().map(t -> t.getOrigin().getOffset()).toList();
    assertThat(offsets).hasSize(sent).doesNotHaveDuplicates().isSorted();
    assertThat(TaggingModel.loaded()).isEqualTo(1);
  }
}
