package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;

/** State that earlier versions left behind is read by this one. */
class SavepointTest {
  private static final LabelSet LABELS = Records.set("default", 7, "cat", "dog", "sofa");

  private static TaggerSettings settings(Path dir) {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  /** Writes such a file, for the next version of the state: arguments a directory and the file. */
  public static void main(String[] arguments) throws Exception {
    Path dir = Path.of(arguments[0]);
    LogReader logs =
        LogReader.of(
            "savepoint",
            Records.published(4, LABELS),
            Records.announced(9, Checkpoints.write(dir.resolve("a"), 1, 16)));
    TaggerHarness tagger = TaggerHarness.started(settings(dir), logs);
    OperatorSnapshotUtil.writeStateHandle(tagger.barrier(), arguments[1]);
    tagger.close();
  }

  @Test
  void aSavepointOfVersionOneIsReadWhole() throws Exception {
    Path file = Path.of(SavepointTest.class.getResource("/savepoints/tagger-v1.bin").toURI());
    assertThat(Files.size(file)).isPositive();
    OperatorSubtaskState state = OperatorSnapshotUtil.readStateHandle(file.toString());
    TaggerHarness tagger =
        TaggerHarness.unstarted(
            settings(Path.of("/checkpoints")), (known, patience, to) -> {}, 1, 0);
    tagger.initializeState(state);
    CheckpointEvent wanted = tagger.tagger().definitions().wanted().orElseThrow();
    assertThat(wanted.getCheckpointId()).isEqualTo("a");
    assertThat(wanted.getEmbeddingDimension()).isEqualTo(16);
    assertThat(tagger.tagger().definitions().labelSets()).containsOnlyKeys("default");
    assertThat(tagger.tagger().definitions().labelSets().get("default").set()).isEqualTo(LABELS);
    assertThat(tagger.tagger().definitions().position("sets-0")).isEqualTo(4);
    assertThat(tagger.tagger().definitions().position("checkpoints-0")).isEqualTo(9);
    assertThat(tagger.tagger().restored().embeddings().rows()).isEqualTo(3);
    assertThat(tagger.tagger().restored().lastActive()).contains(wanted);
    tagger.tagger().close();
  }
}
