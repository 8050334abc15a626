package io.clipstream.dashboard.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.network.Network;
import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a webhook may be sent to. */
@Timeout(60)
class WebhookSettingsTest {
  private static WebhookSettings of(String address, String secret, String... networks) {
    return new WebhookSettings(
        List.of(URI.create(address)),
        WebhookSecrets.parse(secret, "the test"),
        List.of(networks).stream().map(Network::parse).toList(),
        Map.of(),
        Optional.empty(),
        TestReceiver.pace());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://hooks.example.com/token",
        "hooks.example.com/token",
        "https://user:token@hooks.example.com/",
        "https://hooks.example.com/token#x",
        "https://2130706433/token",
        "https://127.1/token",
        "http://hooks.example.com/token"
      })
  void addressesThatLeadElsewhereOrAreReadOnTheWayAreRefused(String address) {
    assertThatThrownBy(() -> of(address, TestReceiver.SECRET))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--webhook")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("token"));
  }

  @Test
  void withoutASecretNothingIsSent() {
    assertThatThrownBy(() -> of("https://hooks.example.com/", ""))
        .hasMessageContaining("CLIPSTREAM_WEBHOOK_SECRET");
    assertThat(of("https://hooks.example.com/", TestReceiver.SECRET).addresses()).hasSize(1);
    assertThat("" + of("https://hooks.example.com/token", TestReceiver.SECRET))
        .isEqualTo("WebhookSettings[hooks.example.com]");
  }

  private static Optional<Receiver.Failure> told(WebhookSettings settings) {
    try (HttpReceiver receiver =
        new HttpReceiver(settings.addresses().get(0), settings, System::currentTimeMillis)) {
      return receiver.deliver(
          new WebhookEvent("msg_1", "p", "ping", "{}".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void addressesOfThisMachineAreConnectedToWhereTheyAreListedAlone() {
    try (TestReceiver receiver = TestReceiver.start()) {
      String port = ":" + receiver.port() + "/";
      for (String host : List.of("127.0.0.1", "localhost")) {
        assertThat(told(of("https://" + host + port, TestReceiver.SECRET)).orElseThrow().why())
            .contains("not public", "--webhook-network");
        assertThat(
                told(of("http://" + host + port, TestReceiver.SECRET, "10.0.0.0/8"))
                    .orElseThrow()
                    .why())
            .contains("--webhook-network");
      }
      assertThat(receiver.tried).isEmpty();
      assertThat(told(of("http://127.0.0.1" + port, TestReceiver.SECRET, "127.0.0.0/8"))).isEmpty();
      assertThat(receiver.taken).hasSize(1);
    }
  }

  @Test
  void redirectsAreNotFollowedAndPausesThatAreAskedForAreKept() {
    try (TestReceiver receiver = TestReceiver.start()) {
      receiver.answers(307);
      WebhookSettings settings = receiver.settings();
      assertThat(told(settings).orElseThrow().why()).isEqualTo("answered 307");
      receiver.answers(410);
      assertThat(told(settings).orElseThrow().pause()).hasDays(1);
      assertThat(receiver.tried).extracting(TestReceiver.Came::path).containsOnly("/hook");
      assertThat(receiver.taken).isEmpty();
    }
  }
}
