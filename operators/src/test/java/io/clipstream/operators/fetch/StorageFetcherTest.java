package io.clipstream.operators.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.operators.fetch.FetchResult.Failed;
import io.clipstream.operators.fetch.FetchResult.Fetched;
import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageFetcherTest {
  private static final byte[] PICTURE = {1, 2, 3, 4};

  @TempDir Path dir;
  private Path images;

  @BeforeEach
  void write() throws Exception {
    images = Files.createDirectory(dir.resolve("images"));
    Files.write(images.resolve("a b#ü.png"), PICTURE);
    Files.write(dir.resolve("secret.png"), PICTURE);
    Files.createFile(images.resolve("empty.png"));
  }

  private FetchResult fetch(URI uri, String... options) throws Exception {
    String[] all = new String[options.length + 2];
    all[0] = "allowed-prefixes";
    all[1] = images.toUri().toString();
    System.arraycopy(options, 0, all, 2, options.length);
    try (Fetcher fetcher = new Fetcher(Settings.with(all))) {
      return fetcher.fetch(uri.toString()).get(30, TimeUnit.SECONDS);
    }
  }

  private void assertFault(FetchFault fault, Path file, String... options) throws Exception {
    FetchResult result = fetch(URI.create("file:" + file.toUri().getRawPath()), options);
    assertThat(result).isInstanceOf(Failed.class);
    assertThat(((Failed) result).fault()).as(result.toString()).isEqualTo(fault);
    assertThat(((Failed) result).message()).doesNotContain(dir.toString());
  }

  @Test
  void aFileBelowAPrefixComesByteForByte() throws Exception {
    FetchResult result = fetch(images.resolve("a b#ü.png").toUri());
    assertThat(result).as(result.toString()).isInstanceOf(Fetched.class);
    assertThat(((Fetched) result).bytes()).isEqualTo(PICTURE);
  }

  @Test
  void linksThatStayInsideAreFollowedAndThoseThatLeadOutAreNot() throws Exception {
    Files.createSymbolicLink(images.resolve("in.png"), images.resolve("a b#ü.png"));
    Files.createSymbolicLink(images.resolve("out.png"), dir.resolve("secret.png"));
    Files.createSymbolicLink(images.resolve("up"), dir);
    assertThat(fetch(images.resolve("in.png").toUri())).isInstanceOf(Fetched.class);
    assertFault(FetchFault.PATH_NOT_ALLOWED, images.resolve("out.png"));
    assertFault(FetchFault.PATH_NOT_ALLOWED, images.resolve("up/secret.png"));
    assertFault(FetchFault.PATH_NOT_ALLOWED, dir.resolve("secret.png"));
  }

  @Test
  void aPrefixMayItselfBeALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("link"), images);
    URI file = link.resolve("empty.png").toUri();
    FetchResult result = fetch(file, "allowed-prefixes", link.toUri().toString());
    assertThat(((Failed) result).fault()).isEqualTo(FetchFault.EMPTY);
  }

  @Test
  void whatCannotBeReadAsAFileIsTheRecordsFault() throws Exception {
    Files.createSymbolicLink(images.resolve("loop"), images.resolve("loop"));
    Files.createDirectory(images.resolve("directory"));
    assertFault(FetchFault.NOT_FOUND, images.resolve("missing.png"));
    assertFault(FetchFault.NOT_FOUND, images.resolve("directory"));
    assertFault(FetchFault.NOT_FOUND, images.resolve("loop"));
    assertFault(FetchFault.NOT_FOUND, images.resolve("empty.png/a"));
    assertFault(FetchFault.NOT_FOUND, images.resolve("x".repeat(300)));
    assertFault(FetchFault.EMPTY, images.resolve("empty.png"));
  }

  @Test
  void devicesAndPipesAreNotOpened() throws Exception {
    Path pipe = images.resolve("pipe");
    Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(process.waitFor()).isZero();
    assertFault(FetchFault.NOT_FOUND, pipe);
    assertFault(FetchFault.NOT_FOUND, Path.of("/dev/zero"), "allowed-prefixes", "file:/dev");
  }

  @Test
  void aFileBeyondTheLimitIsNotRead() throws Exception {
    assertFault(FetchFault.TOO_LARGE, images.resolve("a b#ü.png"), "max-size", "3 b");
  }

  @Test
  void aPrefixThatIsNotThereIsNamedAtStart() {
    assertThatThrownBy(() -> new Fetcher(Settings.with("allowed-prefixes", "file:/no/such/place")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("file:/no/such/place cannot be read here");
    assertThatThrownBy(() -> new Fetcher(Settings.with("allowed-prefixes", "s3://bucket/images")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("s3://bucket/images cannot be read here");
  }
}
