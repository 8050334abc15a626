package io.clipstream.dashboard.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCacheTest {
  @TempDir private Path folder;

  @Test
  void thoseNotLookedAtForLongestGoAndTheDiskIsBounded() throws IOException {
    PictureCache cache = new PictureCache(folder, 30);
    cache.put("a", new byte[10]);
    cache.put("b", new byte[10]);
    cache.put("c", new byte[10]);
    assertThat(cache.get("a")).isPresent();
    cache.put("d", new byte[10]);
    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.get("a")).isPresent();
    assertThat(cache.get("d")).isPresent();
    assertThat(cache.size()).isEqualTo(30);
    cache.put("huge", new byte[31]);
    assertThat(cache.get("huge")).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void whatARunBeforeLeftIsGone() throws IOException {
    new PictureCache(folder, 30).put("a", new byte[10]);
    assertThat(new PictureCache(folder, 30).get("a")).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatSomebodyDeletedIsMadeAgain() throws IOException {
    PictureCache cache = new PictureCache(folder, 30);
    cache.put("a", new byte[10]);
    Files.delete(folder.resolve("a"));
    assertThat(cache.get("a")).isEmpty();
    cache.put("a", new byte[12]);
    assertThat(cache.get("a")).isPresent();
    assertThat(cache.size()).isEqualTo(12);
  }
}
