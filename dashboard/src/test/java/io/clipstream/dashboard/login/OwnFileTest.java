package io.clipstream.dashboard.login;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFileTest {
  @TempDir private Path folder;

  private Path file(String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("users"), "secret");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aGroupMayNotReadWhatBelongsToTheReader() throws IOException {
    String me = Files.getOwner(file("rw-------")).getName();
    OwnFile.check(file("r--------"), me);
    assertThatThrownBy(() -> OwnFile.check(file("r--r-----"), me))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aGroupMayReadWhatAClusterHasMountedForIt() throws IOException {
    assumeTrue(
        Files.getOwner(file("rw-------")).getName().equals("root"),
        "not root here, and only root makes files as clusters mount them");
    assertThatCode(() -> OwnFile.check(file("r--r-----"), "clipstream")).doesNotThrowAnyException();
    for (String mode : new String[] {"r--r--r--", "rw-rw----"}) {
      assertThatThrownBy(() -> OwnFile.check(file(mode), "clipstream"))
          .isInstanceOf(SettingException.class);
    }
  }
}
