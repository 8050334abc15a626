package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.learning.storage.LocalStorage;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.operators.testing.S3Server;
import io.clipstream.operators.testing.Troubles.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same on a disk and on S3. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FlinkStorageTest {
  @TempDir private static Path data;
  private static S3Server server;

  @TempDir private Path dir;

  @BeforeAll
  static void startServer() {
    server = S3Server.start(data);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @AfterEach
  void noTroubles() {
    server.troubles().plan(request -> Fate.PASS);
  }

  private Storage s3() {
    return FlinkStorages.named(S3Server.uri(dir.getFileName() + "/store"));
  }

  private List<Storage> both() {
    return List.of(new LocalStorage(dir.resolve("store")), s3());
  }

  private static void write(Storage storage, String path, String text) throws IOException {
    storage.write(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String read(Storage storage, String path) throws IOException {
    try (InputStream in = storage.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> paths(Storage storage, String folder) throws IOException {
    return storage.list(folder).stream().map(StorageEntry::path).sorted().toList();
  }

  @Test
  void filesAreWrittenReplacedListedAndDeleted() throws Exception {
    for (Storage storage : both()) {
      assertThat(paths(storage, "train")).isEmpty();
      write(storage, "train/a.avro", "one");
      write(storage, "train/.hidden", "two");
      write(storage, "other/b.avro", "three");
      write(storage, "train/a.avro", "again");
      assertThat(read(storage, "train/a.avro")).isEqualTo("again");
      assertThat(paths(storage, "train")).containsExactly("train/.hidden", "train/a.avro");
      assertThat(storage.look("train/a.avro").length()).isEqualTo(5);
      assertThat(storage.delete("train/a.avro")).isTrue();
      assertThat(storage.delete("train/a.avro")).isFalse();
      assertThatThrownBy(() -> storage.open("train/a.avro"))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> storage.look("train/a.avro"))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void ofContentThatFailsNothingIsSeenAndWhatWasThereStays() throws Exception {
    for (Storage storage : both()) {
      write(storage, "a", "before");
      assertThatThrownBy(
              () ->
                  storage.write(
                      "a",
                      out -> {
                        out.write(new byte[6 << 20]);
                        throw new IOException("no more");
                      }))
          .hasMessage("no more");
      assertThat(read(storage, "a")).isEqualTo("before");
      assertThat(paths(storage, "")).containsExactly("a");
    }
  }

  @Test
  void ofAnUploadThatIsCutNothingIsSeenAndTheNextOnePasses() throws Exception {
    Storage s3 = s3();
    byte[] large = new byte[1 << 20];
    server.troubles().plan(request -> request.startsWith("PUT ") ? Fate.CUT : Fate.PASS);
    assertThatThrownBy(() -> s3.write("a", out -> out.write(large)))
        .isInstanceOf(IOException.class);
    server.troubles().plan(request -> Fate.PASS);
    assertThat(paths(s3, "")).isEmpty();
    s3.write("a", out -> out.write(large));
    assertThat(s3.look("a").length()).isEqualTo(large.length);
  }

  @Test
  void aStoreThatIsBusyForAWhileIsAskedAgain() throws Exception {
    Storage s3 = s3();
    AtomicInteger left = new AtomicInteger(4);
    server.troubles().plan(request -> left.getAndDecrement() > 0 ? Fate.BUSY : Fate.PASS);
    write(s3, "a", "text");
    assertThat(left).hasValueLessThan(0);
    left.set(3);
    assertThat(read(s3, "a")).isEqualTo("text");
  }

  @Test
  void slowAnswersAreReadToTheirEnd() throws Exception {
    Storage s3 = s3();
    s3.write("a", out -> out.write(new byte[300_000]));
    server.troubles().plan(request -> Fate.SLOW);
    try (InputStream in = s3.open("a")) {
      assertThat(in.readAllBytes()).hasSize(300_000);
    }
  }
}
