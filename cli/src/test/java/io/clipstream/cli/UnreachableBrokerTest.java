package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreachableBrokerTest {
  @ParameterizedTest
  @ValueSource(strings = {"labels list", "watch", "dlq list", "checkpoint list", "topics create"})
  @Timeout(60)
  void isNamedWithWhatToDo(String command) {
    String address = "127.0.0.1:1"; // where nobody listens
    CommandRun ran = CommandRun.of((command + " --kafka " + address).split(" "));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).startsWith("clipstream: Kafka at " + address).contains("--kafka");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void aNameThatNobodyKnowsIsNamed() {
    CommandRun ran = CommandRun.of("labels", "list", "--kafka", "no-such-host.invalid:9092");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no-such-host.invalid:9092");
  }
}
