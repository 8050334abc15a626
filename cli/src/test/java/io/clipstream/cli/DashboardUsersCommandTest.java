package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardUsersCommandTest {
  @TempDir private Path folder;
  private Path users;

  @BeforeEach
  void name() {
    users = folder.resolve("users");
  }

  private CommandRun add(String password, Object... arguments) {
    Object[] all = new Object[arguments.length + 5];
    System.arraycopy(new Object[] {"dashboard", "users", "add", "--users", users}, 0, all, 0, 5);
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    return CommandRun.withInput(password, all);
  }

  @Test
  void peopleAreAddedListedAndRemoved() throws IOException {
    assertThat(add("correct horse\n", "anna", "--role=admin").exit()).isZero();
    assertThat(add("another horse", "rita", "--role=Reviewer").exit()).isZero();
    assertThat(Files.readString(users))
        .contains("anna:admin:$argon2id$", "rita:reviewer:$argon2id$")
        .doesNotContain("horse");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users)))
        .isEqualTo("rw-------");
    CommandRun list = CommandRun.of("dashboard", "users", "list", "--users", users);
    assertThat(list.lines()).containsExactly("anna\tadmin", "rita\treviewer");
    assertThat(CommandRun.of("dashboard", "users", "remove", "anna", "--users", users).exit())
        .isZero();
    CommandRun again = CommandRun.of("dashboard", "users", "remove", "anna", "--users", users);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("has no 'anna'");
    assertThat(Files.readString(users)).doesNotContain("anna");
  }

  @Test
  void whatCannotBeIsRefusedAndNothingWritten() {
    assertThat(add("short\n", "anna", "--role=admin").err()).contains("expected 10 to 256");
    assertThat(add("", "anna", "--role=admin").err()).contains("standard input is empty");
    assertThat(add("correct horse\n", "an:na", "--role=admin").err()).contains("the name 'an:na'");
    CommandRun role = add("correct horse\n", "anna", "--role=king");
    assertThat(role.exit()).isEqualTo(2);
    assertThat(role.err()).contains("expected viewer, reviewer or admin");
    assertThat(users).doesNotExist();
  }

  @Test
  void noOptionTakesAPassword() {
    CommandRun run = add("", "anna", "--role=admin", "--password=correct horse");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(users).doesNotExist();
  }

  @Test
  void aTokenIsShownOnceAndItsHashKept() throws IOException {
    CommandRun made =
        CommandRun.of("dashboard", "tokens", "add", "--name=ci", "--role=viewer", "--users", users);
    assertThat(made.exit()).isZero();
    assertThat(made.lines()).hasSize(1);
    String token = made.lines().get(0);
    assertThat(token).matches("cst_[A-Za-z0-9_-]{43}");
    Path tokens = folder.resolve("users.tokens");
    assertThat(Files.readString(tokens)).startsWith("ci:viewer:").doesNotContain(token);
    CommandRun again =
        CommandRun.of("dashboard", "tokens", "add", "--name=ci", "--role=admin", "--users", users);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("already");
    assertThat(CommandRun.of("dashboard", "tokens", "list", "--users", users).lines())
        .containsExactly("ci\tviewer");
    CommandRun.of("dashboard", "tokens", "remove", "ci", "--users", users);
    assertThat(Files.readString(tokens)).isEmpty();
  }

  @Test
  void theDashboardSaysWhatIsWrongWithItsLogins() throws IOException {
    String dir = "--dir=" + folder.resolve("d");
    CommandRun missing = CommandRun.of("dashboard", dir, "--port=0", "--users", users);
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("clipstream dashboard users add");
    Files.writeString(users, "anna admin\n");
    Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
    CommandRun malformed = CommandRun.of("dashboard", dir, "--port=0", "--users", users);
    assertThat(malformed.exit()).isEqualTo(2);
    assertThat(malformed.err()).contains("users line 1: expected NAME:ROLE:HASH");
    CommandRun half = CommandRun.of("dashboard", dir, "--tls-key=key.pem");
    assertThat(half.err()).contains("go together");
    CommandRun certificate =
        CommandRun.of(
            "dashboard", dir, "--port=0", "--tls-key=none.pem", "--tls-certificate=none.pem");
    assertThat(certificate.exit()).isEqualTo(2);
    assertThat(certificate.err()).contains("--tls-certificate none.pem cannot be read");
    CommandRun issuer =
        CommandRun.of("dashboard", dir, "--oidc-issuer=http://x.example", "--role-of=*=viewer");
    assertThat(issuer.exit()).isEqualTo(2);
    assertThat(issuer.err()).contains("expected an https address");
    CommandRun noTls =
        CommandRun.of(
            "dashboard", dir, "--host=0.0.0.0", "--host-name=tags.example.com", "--users", users);
    assertThat(noTls.exit()).isEqualTo(2);
    assertThat(noTls.err()).contains("--tls-certificate");
  }

  @Test
  void aWrongOptionIsOneLineThoughThereAreSubcommands() {
    CommandRun run = CommandRun.of("dashboard", "--prot=1");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("dashboard --help").doesNotContain("Usage:");
  }
}
