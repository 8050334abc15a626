package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreachableBrokerTest {
  @ParameterizedTest
  @ValueSource(strings = {"labels list", "watch", "dlq list", "checkpoint list", "topics create"})
  @Timeout(60)
  void isNamedWithWhatToDo(String command) throws Exception {
    String address = "127.0.0.1:" + closedPort();
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

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
