package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundCrashesTest {
  @TempDir private Path work;

  /** An attempt in a process that dies unless {@code end} is called. */
  private RoundCrashes begun() {
    RoundCrashes crashes = new RoundCrashes(work, work.resolve("snapshot"));
    crashes.begin();
    return crashes;
  }

  private void dieOften() {
    for (int i = 0; i < RoundCrashes.MAX; i++) {
      begun();
    }
  }

  @Test
  void aRoundThatKeepsEndingItsProcessFailsLikeAnyOtherAndCanBeTriedAgain() {
    dieOften();
    assertThatThrownBy(this::begun)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("5 attempts in a row ended with their processes");
    assertThatCode(this::dieOften).doesNotThrowAnyException();
    assertThatThrownBy(this::begun).isInstanceOf(ModelException.class);
  }

  @Test
  void killsOfARoundThatGetsFurtherDoNotCountNorDoOrderlyEnds() throws Exception {
    dieOften();
    Path snapshot = Files.createFile(work.resolve("snapshot"));
    assertThatCode(this::dieOften).doesNotThrowAnyException();
    Files.setLastModifiedTime(snapshot, FileTime.fromMillis(7));
    assertThatCode(this::dieOften).doesNotThrowAnyException();
    Files.setLastModifiedTime(snapshot, FileTime.fromMillis(8));
    for (int i = 0; i < 3 * RoundCrashes.MAX; i++) {
      begun().end();
    }
  }
}
