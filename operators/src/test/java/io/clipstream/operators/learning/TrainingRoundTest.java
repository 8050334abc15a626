package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.learning.rounds.ColourWorld;
import io.clipstream.learning.store.Split;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.PairFile;
import io.clipstream.schemas.StatusEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRoundTest {

  @TempDir private Path dir;
  private Path parent;

  @BeforeEach
  void promoteAModel() {
    FakeLogs.clear();
    parent = ColourWorld.untrained(dir.resolve("models/parent"));
    FakeLogs.append(RoundJob.event("parent", parent, CheckpointStatus.PROMOTED));
  }

  private RoundJob job(OperatorSubtaskState state, int attempts) throws Exception {
    return new RoundJob(RoundJob.settings(dir, "learner", attempts), state);
  }

  private void store(String part, List<CaptionedImage> pairs) {
    Path store = dir.resolve("store");
    ColourWorld.write(store, Split.HELD_OUT, part, pairs.subList(0, 20));
    ColourWorld.write(store, Split.TRAIN, part, pairs.subList(20, pairs.size()));
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> paths = Files.list(dir.resolve("models"))) {
      return paths.map(p -> p.getFileName().toString()).filter(n -> !n.startsWith(".")).toList();
    }
  }

  @Test
  void aRoundIsTrainedOnlyAfterItsManifestIsKeptAndIsAnnouncedOnce() throws Exception {
    store("part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    try (RoundJob job = job(null, 3)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      job.scan();
      assertThat(job.said("begins")).isFalse();
      job.checkpoint(1);
      job.awaitStatus("is PROMOTED");
      CheckpointEvent event = job.announced().get(0);
      assertThat(event.getParentId()).isEqualTo("parent");
      assertThat(event.getReplaces()).isEqualTo("parent");
      assertThat(event.getSha256())
          .isEqualTo(Integrity.verify(Path.of(java.net.URI.create(event.getUri()))));
      assertThat(event.getLineage().getNewPairs()).isEqualTo(44);
      assertThat(event.getLineage().getFiles())
          .extracting(PairFile::getPath)
          .containsExactly("train/part-a-0.avro", "held-out/part-a-0.avro");
      assertThat(event.getMetrics().get("held-out-new.loss"))
          .isLessThan(event.getParentMetrics().get("held-out-new.loss"));
      job.checkpoint(2);
      job.awaitMail(); // the store's files are looked at
      job.scan();
      job.scan();
      assertThat(job.announced()).hasSize(1);
      assertThat(job.activities().get(job.activities().size() - 1)).startsWith("0 new pairs");
    }
  }

  @Test
  void aStopWithASavepointIsTheLastThatItTellsOf() throws Exception {
    store("part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    try (RoundJob job = job(null, 3)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      job.harness.snapshotWithLocalState(
          1, 1, SavepointType.suspend(SavepointFormatType.CANONICAL));
      job.harness.notifyOfCompletedCheckpoint(1);
      for (int scan = 0; scan < 40; scan++) {
        job.scan(); // after some time the same would be said again
      }
      assertThat(job.said("begins")).isFalse();
      assertThat(job.activities().get(job.activities().size() - 1)).isEqualTo("has ended");
    }
  }

  @Test
  void aRestartTrainsTheSameManifestToTheSameCheckpoint() throws Exception {
    store("part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    OperatorSubtaskState kept;
    try (RoundJob job = job(null, 3)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      kept = job.checkpoint(1);
      job.awaitStatus("begins");
    }
    String sha256;
    try (RoundJob job = job(kept, 3)) {
      job.awaitStatus("is PROMOTED");
      sha256 = job.announced().get(0).getSha256();
    }
    // The job dies before the announcement is committed: it comes again, and nothing is trained.
    long written =
        Files.getLastModifiedTime(dir.resolve("models").resolve(checkpoint())).toMillis();
    try (RoundJob job = job(kept, 3)) {
      job.awaitStatus("is PROMOTED");
      assertThat(job.announced()).extracting(CheckpointEvent::getSha256).containsExactly(sha256);
    }
    assertThat(Files.getLastModifiedTime(dir.resolve("models").resolve(checkpoint())).toMillis())
        .isEqualTo(written);
  }

  private String checkpoint() throws IOException {
    return checkpoints().stream().filter(name -> !name.equals("parent")).findFirst().orElseThrow();
  }

  @Test
  void anOlderSavepointTrainsNothingTwiceForTheTopicRemembers() throws Exception {
    store("part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    OperatorSubtaskState old;
    OperatorSubtaskState kept;
    try (RoundJob job = job(null, 3)) {
      old = job.checkpoint(1);
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      kept = job.checkpoint(2);
      job.awaitStatus("is PROMOTED");
      FakeLogs.append(job.announced().get(0));
    }
    // What the savepoint had not seen comes from Kafka again, and lands in another file.
    store("part-b-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    for (OperatorSubtaskState state : List.of(old, kept)) {
      try (RoundJob job = job(state, 3)) {
        job.scan();
        job.awaitStatus("no round: too few of the new pairs");
        job.checkpoint(3);
        job.scan();
        assertThat(job.announced()).isEmpty();
        assertThat(job.said("begins")).isFalse();
      }
    }
    assertThat(checkpoints()).hasSize(2);
  }

  @Test
  void filesOfEndedRoundsArePutTogetherWhenACheckpointKnowsAndAreNotLearntFromAgain()
      throws Exception {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 16, 1);
    Path store = dir.resolve("store");
    ColourWorld.write(store, Split.HELD_OUT, "part-a-0.avro", pairs.subList(0, 20));
    for (int i = 20; i < pairs.size(); i++) {
      ColourWorld.write(store, Split.TRAIN, "part-" + i + "-0.avro", pairs.subList(i, i + 1));
    }
    OperatorSubtaskState old;
    OperatorSubtaskState kept;
    try (RoundJob job = job(null, 3)) {
      old = job.checkpoint(1);
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      job.checkpoint(2);
      job.awaitStatus("is PROMOTED");
      FakeLogs.append(job.announced().get(0));
      assertThat(trainingFiles()).as("still in no checkpoint that they are used").hasSize(44);
      job.checkpoint(3);
      job.awaitMail();
      assertThat(trainingFiles()).singleElement().asString().startsWith("compacted-");
      kept = job.checkpoint(4);
    }
    for (OperatorSubtaskState state : List.of(old, kept)) {
      try (RoundJob job = job(state, 3)) {
        job.scan();
        job.awaitStatus("0 new pairs wait for a round");
        assertThat(job.announced()).isEmpty();
      }
    }
  }

  private List<String> trainingFiles() throws IOException {
    try (Stream<Path> paths = Files.list(dir.resolve("store/train"))) {
      return paths.map(p -> p.getFileName().toString()).filter(n -> !n.startsWith(".")).toList();
    }
  }

  @Test
  void aRoundWhoseParentWasReplacedMeanwhileIsACandidate() throws Exception {
    store("part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    try (RoundJob job = job(null, 3)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      RawRecord other = FakeLogs.append(RoundJob.event("other", parent, CheckpointStatus.PROMOTED));
      job.harness.processElement(new StreamRecord<>(other));
      job.checkpoint(1);
      job.awaitStatus("is CANDIDATE");
      assertThat(job.announced().get(0).getReason())
          .startsWith("its parent is no longer the promoted checkpoint, other is; the gate: alpha");
      assertThat(job.announced().get(0).getReplaces()).isNull();
    }
  }

  @Test
  void aRequestBeginsARoundOfFewPairsAndARepeatOfItDoesNot() throws Exception {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 8, 1);
    store("part-a-0.avro", pairs);
    try (RoundJob job = job(null, 3)) {
      job.scan();
      job.awaitStatus("12 new pairs wait for a round");
      job.request("r1");
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      OperatorSubtaskState kept = job.checkpoint(1);
      job.awaitStatus("is ");
      assertThat(job.announced()).hasSize(1);
      store("part-a-1.avro", ColourWorld.pairs(ColourWorld.OLD, 8, 2));
      job.request("r1");
      job.scan();
      job.awaitStatus("12 new pairs wait for a round");
      assertThat(job.announced()).hasSize(1);
      assertThat(kept.hasState()).isTrue();
    }
  }

  @Test
  void aRoundThatCannotBeTrainedSaysWhyAndIsGivenUp() throws Exception {
    store("part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 16, 1));
    try (RoundJob job = job(null, 2)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      Files.delete(parent.resolve("model.safetensors"));
      job.checkpoint(1);
      job.awaitStatus("failed");
      job.scan();
      job.awaitStatus("is given up after 2 attempts");
      assertThat(job.announced()).isEmpty();
      StatusEvent last =
          job.harness.getSideOutput(SideOutputs.STATUS).stream()
              .reduce((a, b) -> b)
              .orElseThrow()
              .getValue();
      assertThat(last.getFailures().get(0).getMessage()).contains("model.safetensors");
    }
  }
}
