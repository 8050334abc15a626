package io.clipstream.dashboard.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.dashboard.http.Role;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialFileTest {
  /** Of "U*U", a test vector of crypt_blowfish. */
  private static final String BCRYPT =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @TempDir private Path folder;
  private CredentialFile users;

  @BeforeEach
  void name() {
    users = CredentialFile.users(folder.resolve("in").resolve("users"));
  }

  private void write(String text) throws IOException {
    Files.createDirectories(users.path().getParent());
    Files.writeString(users.path(), text);
    Files.setPosixFilePermissions(users.path(), PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whoIsAddedIsInItAndWhoIsRemovedIsNot() throws IOException {
    String hash = Passwords.hash("long enough");
    users.put(new Credential("anna", Role.ADMIN, hash));
    users.put(new Credential("rita@example.com", Role.VIEWER, hash));
    users.put(new Credential("anna", Role.REVIEWER, hash));
    assertThat(users.read())
        .extracting(Credential::name, Credential::role)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("rita@example.com", Role.VIEWER),
            org.assertj.core.groups.Tuple.tuple("anna", Role.REVIEWER));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users.path())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(users.path())).contains("$argon2id$").doesNotContain("long enough");
    assertThat(users.remove("anna")).isTrue();
    assertThat(users.remove("anna")).isFalse();
    assertThat(users.path().getParent()).isDirectoryContaining(file -> file.equals(users.path()));
    try (var files = Files.list(users.path().getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void hashesOfBothKindsAreHeldAgainstPasswords() {
    assertThat(Passwords.check("U*U", BCRYPT)).contains(true);
    assertThat(Passwords.check("U*U", BCRYPT.replace("$2a$", "$2y$"))).contains(true);
    assertThat(Passwords.check("U*V", BCRYPT)).contains(false);
    String argon = Passwords.hash("pässwörd with ü");
    assertThat(Passwords.check("pässwörd with ü", argon)).contains(true);
    assertThat(Passwords.check("passw\u00f6rd with \u00fc", argon)).contains(false);
    assertThat(Passwords.check("", argon)).contains(false);
  }

  @Test
  void linesThatAreNoneAreNamedEach() throws IOException {
    write(
        """
        # people
        anna:admin:%s
        rita viewer
        anna:viewer:%s
        otto:king:%s
        :viewer:%s
        eve:viewer:plain text
        ida:viewer:$argon2i$v=19$m=16,t=2,p=1$c2FsdHNhbHQ$aGFzaA
        """
            .formatted(BCRYPT, BCRYPT, BCRYPT, BCRYPT));
    assertThatThrownBy(users::read)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("line 3: expected NAME:ROLE:HASH")
        .hasMessageContaining("line 4: the name 'anna' stands there twice")
        .hasMessageContaining("line 5: the role is 'king', expected viewer, reviewer or admin")
        .hasMessageContaining("line 6: the name ''")
        .hasMessageContaining("line 7: the hash of 'eve' is not Argon2id or bcrypt")
        .hasMessageContaining("line 8: the hash of 'ida'")
        .hasMessageNotContaining("plain text")
        .hasMessageNotContaining("line 2");
  }

  @Test
  void whatOthersMayReadIsRefused() throws IOException {
    write("anna:admin:" + BCRYPT + "\n");
    assertThat(users.read()).hasSize(1);
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(users.path(), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(users::read)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("chmod 600");
    }
  }

  @Test
  void bytesThatAreNoTextAreSaid() throws IOException {
    write("");
    Files.write(users.path(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(users::read).hasMessageContaining("cannot be read as text");
  }

  @Test
  void passwordsThatAreTooShortAreRefused() {
    assertThatThrownBy(() -> Passwords.hash("short"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("expected 10 to 256");
  }

  @Test
  void tokensLieBesideAndAreNotPasswords() throws IOException {
    CredentialFile tokens = CredentialFile.tokensBeside(users.path());
    String token = Tokens.forProgram();
    tokens.put(new Credential("ci", Role.VIEWER, Tokens.hash(token)));
    assertThat(tokens.path()).hasFileName("users.tokens");
    assertThat(Files.readString(tokens.path())).doesNotContain(token);
    write("ci:viewer:" + Tokens.hash(token) + "\n");
    assertThatThrownBy(users::read).hasMessageContaining("Argon2id");
  }
}
