package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job in one process that has nothing to tag with yet. */
@Timeout(300)
class StartingJobTest {
  @TempDir private Path folder;

  @Test
  void aStartThatWaitsSaysForWhatAndEndsOnceWithTheReasonWhenItsTimeIsOver() throws Exception {
    CommandProcess job = start("nothing-comes", "--start.timeout=30 s");
    int exit = job.exit();
    assertThat(exit).as(job.output()).isEqualTo(1);
    assertThat(job.output())
        .contains("tagging job 'nothing-comes' waits (")
        .contains("for a checkpoint of model small on topic nothing-comes.checkpoints")
        .contains("'nothing-comes' failed: tagging job nothing-comes: nothing to tag with after")
        .doesNotContain("restarts after") // tries that fail are part of the start's time
        .doesNotContain("stopping"); // it has failed: no hook of it runs when the process ends
  }

  @Test
  void aStartThatWaitsCanBeStopped() throws Exception {
    CommandProcess job = start("stopped-waiting", "--start.timeout=10 min");
    job.awaitLine("waits (");
    job.terminate();
    int exit = job.exit();
    assertThat(exit).as(job.output()).isEqualTo(143);
    assertThat(job.output())
        .contains("stopping; nothing was read since it waits")
        .doesNotContain("Exception")
        .doesNotContain("did not stop");
  }

  private CommandProcess start(String job, String timeout) throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(job, 1));
    List<String> command = new ArrayList<>(List.of("job", "tagging"));
    for (String argument : stream.arguments(job, folder)) {
      command.add(argument.startsWith("--start.timeout") ? timeout : argument);
    }
    return CommandProcess.startIn(folder, command);
  }
}
