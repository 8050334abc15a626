package io.clipstream.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.cli.state.StateDirectory;
import io.clipstream.cli.state.StateOwner;
import io.clipstream.jobs.kafka.TopicIds;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalJobTest {
  private static final String JOB = "cannot-restore";

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private final TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(JOB, 1));

  @Test
  void stateThatTheJobCannotBeginWithIsNamed() throws IOException {
    TaggingJobSettings settings = stream.settings(JOB, folder, "--state.dir=" + folder);
    Path checkpoint = checkpoint(settings);
    List<String> said = new ArrayList<>();
    LocalJob job = new LocalJob(settings, false, new Messages(said::add, said::add));
    assertThatThrownBy(job::run)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("tagging job '" + JOB + "' failed: ")
        .hasMessageContaining("should the state be damaged, move " + checkpoint + " away");
    assertThat(said).anyMatch(line -> line.startsWith("goes on from " + checkpoint));
  }

  /** A whole one, of an operator that the job does not have. */
  private Path checkpoint(TaggingJobSettings settings) throws IOException {
    StateOwner owner =
        new StateOwner(
            "tagging job", JOB, false, TopicIds.read(kafka.settings(), settings.topics().inputs()));
    try (StateDirectory state = StateDirectory.open(settings.job().stateDirectory(), owner)) {
      Path checkpoint =
          Files.createDirectories(state.begin(false).directory().resolve("job/chk-7"));
      try (OutputStream out = Files.newOutputStream(checkpoint.resolve("_metadata"))) {
        Checkpoints.storeCheckpointMetadata(
            new CheckpointMetadata(7, List.of(stranger()), List.of()), out);
      }
      return checkpoint;
    }
  }

  private static OperatorState stranger() {
    OperatorState operator = new OperatorState("other", "other", new OperatorID(), 1, 1);
    ByteStreamStateHandle bytes = new ByteStreamStateHandle("state", new byte[10]);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedOperatorState(new OperatorStreamStateHandle(Map.of(), bytes))
            .build());
    return operator;
  }
}
