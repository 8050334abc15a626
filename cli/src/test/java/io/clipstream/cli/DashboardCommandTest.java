package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DashboardCommandTest {
  @TempDir private Path folder;

  @Test
  void whereStrangersWouldReachItItIsNotOpened() {
    CommandRun run =
        CommandRun.of("dashboard", "--host=0.0.0.0", "--port=0", "--dir=" + folder.resolve("d"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("asks nobody to log in");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anIndexOfAnotherKindIsRefused() {
    CommandRun run = CommandRun.of("dashboard", "--store=jdbc:mysql://h/d?password=secret");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("expected jdbc:postgresql:").doesNotContain("secret");
  }

  @Test
  void sharesBeyondTheirRangeAreRefused() {
    for (String option : List.of("--review-margin", "--review-sample", "--second-share")) {
      CommandRun run = CommandRun.of("dashboard", option + "=1.5", "--dir=" + folder);
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).contains(option + " is 1.5, expected 0 to 1");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void webhooksThatWouldBeUnsignedOrInTheClearAreRefused() throws Exception {
    String dir = "--dir=" + folder.resolve("d");
    Path secret = Files.writeString(folder.resolve("secret"), "whsec_" + "QUJD".repeat(8));
    String file = "--webhook-secret-file=" + secret;
    String safe = "--webhook=https://hooks.example.com/token";
    refused("CLIPSTREAM_WEBHOOK_SECRET", "dashboard", dir, safe);
    refused("chmod 600", "dashboard", dir, safe, file);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    refused(
        "hooks.example.com goes in the clear",
        "dashboard",
        dir,
        file,
        "--webhook=http://hooks.example.com/token");
    refused(
        "expected ALLOW, TAG, REVIEW or BLOCK",
        "dashboard",
        dir,
        safe,
        file,
        "--webhook-decisions=default=REJECT");
    refused("no --webhook says to whom", "dashboard", dir, "--webhook-decisions=default");
    refused("block of addresses", "dashboard", dir, safe, file, "--webhook-network=home");
    refused("Unknown option", "dashboard", dir, safe, "--webhook-secret=whsec_QUJD");
  }

  private static void refused(String why, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(why).doesNotContain("QUJDQUJD", "/token");
  }

  @Test
  void itRunsBeforeKafkaDoesAndEndsWhenItIsAskedTo() throws Exception {
    CommandProcess dashboard =
        CommandProcess.start(
            List.of(
                "dashboard", "--kafka=127.0.0.1:1", "--port=0", "--dir=" + folder.resolve("d")));
    dashboard.awaitLine("the dashboard is at http://127.0.0.1:");
    dashboard.terminate();
    assertThat(dashboard.exit()).as(dashboard.output()).isEqualTo(143);
  }
}
