package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenamedOptionTest {
  @Test
  void aJobGivenAnOldNameSaysTheNewOne() {
    CommandRun run = CommandRun.of("job", "training", "--gate.most-flips", "0.3");
    assertThat(run.err())
        .contains("'gate.most-flips' in the command line is called 'gate.max-flips' now")
        .contains("option 'job.name' is missing");
    assertThat(run.exit()).isEqualTo(2);
  }
}
