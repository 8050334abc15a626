package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnreachableBrokerTest {
  private static final String NOBODY = "127.0.0.1:1"; // where nobody listens
  private static final List<String> COMMANDS =
      List.of("labels list", "watch", "dlq list", "checkpoint list", "topics create");

  /** All at once: each gives up after a quarter of a minute. */
  @Test
  @Timeout(180)
  void isNamedWithWhatToDo() throws Exception {
    ExecutorService people = Executors.newFixedThreadPool(COMMANDS.size());
    Map<String, Future<CommandRun>> runs = new LinkedHashMap<>();
    for (String command : COMMANDS) {
      String[] line = (command + " --kafka " + NOBODY).split(" ");
      runs.put(command, people.submit(() -> CommandRun.of((Object[]) line)));
    }
    people.shutdown();
    for (Map.Entry<String, Future<CommandRun>> run : runs.entrySet()) {
      CommandRun ran = run.getValue().get();
      assertThat(ran.exit()).as(run.getKey()).isEqualTo(1);
      assertThat(ran.err())
          .as(run.getKey())
          .startsWith("clipstream: Kafka at " + NOBODY)
          .contains("--kafka");
      assertThat(ran.err().lines()).as(run.getKey()).hasSize(1);
    }
  }

  @Test
  void aNameThatNobodyKnowsIsNamed() {
    CommandRun ran = CommandRun.of("labels", "list", "--kafka", "no-such-host.invalid:9092");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no-such-host.invalid:9092");
  }
}
