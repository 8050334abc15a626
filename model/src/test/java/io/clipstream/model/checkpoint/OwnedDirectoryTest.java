package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OwnedDirectoryTest {
  private static final String KIND = "copy-";

  @TempDir Path parent;

  /** Another process that makes a directory, says where, and lives until it is killed. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      OwnedDirectory directory = OwnedDirectory.create(Path.of(args[0]), KIND);
      Files.writeString(directory.path().resolve("weights"), "half of them");
      System.out.println(directory.path());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            parent.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path madeBy(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return Path.of(out.readLine());
  }

  private void makeAnother() throws IOException {
    OwnedDirectory.create(parent, KIND).close();
  }

  private List<Path> left() {
    try (Stream<Path> files = Files.list(parent)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatAKilledProcessLeftGoesWithTheNextAndWhatALiveOneHasStays() throws Exception {
    Process killed = start();
    Process live = start();
    try {
      Path left = madeBy(killed);
      Path held = madeBy(live);
      makeAnother();
      assertThat(left).isNotEmptyDirectory();
      killed.destroyForcibly().waitFor();
      makeAnother();
      assertThat(left).doesNotExist();
      assertThat(held).isNotEmptyDirectory();
      assertThat(left()).hasSize(2); // with its lock
    } finally {
      killed.destroyForcibly().waitFor();
      live.destroyForcibly().waitFor();
    }
    makeAnother();
    assertThat(left()).isEmpty();
  }

  /** Subtasks of a process that all begin to load at once come to it at the same moment. */
  @Test
  void whatAnotherThreadIsJustDeletingIsLeftToIt() throws Exception {
    Path left = Files.createDirectory(parent.resolve(KIND + "1-1-left"));
    Path lock = parent.resolve(left.getFileName() + ".lock");
    try (FileChannel held =
        FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      assertThat(held.tryLock()).isNotNull();
      makeAnother();
      assertThat(left).exists();
    }
    makeAnother();
    assertThat(left()).isEmpty();
  }

  @Test
  void directoriesOfOneProcessLeaveEachOtherAlone() throws Exception {
    try (OwnedDirectory first = OwnedDirectory.create(parent, KIND);
        OwnedDirectory second = OwnedDirectory.create(parent, KIND)) {
      makeAnother();
      assertThat(first.path()).exists().isNotEqualTo(second.path());
      Process other = start(); // it must find both locked
      madeBy(other);
      other.destroyForcibly().waitFor();
      assertThat(first.path()).exists();
      assertThat(second.path()).exists();
    }
    makeAnother();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatIsOfAnotherKindOrHasNoLockIsLeftAlone() throws Exception {
    Path other = Files.createDirectory(parent.resolve("other-1-2-3"));
    Files.createFile(parent.resolve("other-1-2-3.lock"));
    Path unlocked = Files.createDirectory(parent.resolve(KIND + "1-2-3"));
    Path link = Files.createSymbolicLink(parent.resolve(KIND + "1-2-4.lock"), other);
    makeAnother();
    assertThat(other).exists();
    assertThat(unlocked).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aLinkInWhatWasLeftIsNotFollowed() throws Exception {
    Path mine = Files.createDirectory(parent.resolve("mine"));
    Path file = Files.writeString(mine.resolve("file"), "mine");
    Path left = Files.createDirectory(parent.resolve(KIND + "1-2-3"));
    Files.createSymbolicLink(left.resolve("link"), mine);
    Files.createFile(parent.resolve(KIND + "1-2-3.lock"));
    makeAnother();
    assertThat(left).doesNotExist();
    assertThat(file).hasContent("mine");
  }

  @Test
  void oneThatWasRenamedStays() throws Exception {
    Path renamed = parent.resolve("checkpoint");
    try (OwnedDirectory directory = OwnedDirectory.create(parent, KIND)) {
      Files.move(directory.path(), renamed);
    }
    assertThat(left()).containsExactly(renamed);
  }
}
