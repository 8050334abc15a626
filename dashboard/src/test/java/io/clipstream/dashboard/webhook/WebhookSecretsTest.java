package io.clipstream.dashboard.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.SettingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What webhooks are signed with, and when they are sent again. */
class WebhookSecretsTest {
  private static final String ONE = TestReceiver.SECRET;
  private static final String OTHER = "whsec_plJ3nmyCDGBKInavdOK15jslplJ3nmyCDGBKInavdOK15jsl";
  private static final WebhookEvent EVENT =
      new WebhookEvent(
          "msg_1", "p", "ping", "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));

  @Test
  void theSignatureIsThatOfStandardWebhooks() {
    // By Python's hmac over "msg_1.1731705121.{"type":"ping"}" with the bytes 0 to 31.
    assertThat(WebhookSecrets.parse(ONE, "x").signatures(EVENT, 1_731_705_121L))
        .isEqualTo("v1,PaTIG4It/1vgbaP+nhgRlY6V5CXIFNzzPp0WXTmpfoc=");
  }

  @Test
  void whileASecretIsReplacedBothSign() {
    String one = WebhookSecrets.parse(ONE, "x").signatures(EVENT, 1);
    String other = WebhookSecrets.parse(OTHER, "x").signatures(EVENT, 1);
    assertThat(one).isNotEqualTo(other);
    assertThat(WebhookSecrets.parse(ONE + "\n" + OTHER + "\n", "x").signatures(EVENT, 1))
        .isEqualTo(one + " " + other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain words",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_%%%",
        "plJ3nmyCDGBKInavdOK15jsl"
      })
  void whatIsNoSecretIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> WebhookSecrets.parse(text, "the file"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("the file")
        .hasMessageContaining("openssl rand")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("plain", "c2hvcnQ", "plJ3"));
    assertThat(WebhookSecrets.parse(ONE, "x").toString()).doesNotContain("AAEC");
  }

  @Test
  void aFileThatOthersMayReadIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), ONE + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> WebhookSecrets.read(file)).hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(WebhookSecrets.read(file).isEmpty()).isFalse();
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> WebhookSecrets.read(file)).hasMessageContaining("empty");
  }

  @Test
  void pausesDoubleUpToTheLongestLessAHalfAtMost() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(7));
    for (int failures = 1; failures < 100; failures++) {
      long full = Math.min(300_000L, 1_000L << Math.min(failures - 1, 20));
      assertThat(backoff.after(failures).toMillis()).isBetween(full / 2, full);
    }
  }
}
