package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.learning.store.StoredFile;
import io.clipstream.schemas.ResourceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsedFilesTest {
  @Test
  void aFileIsUsedIfItWasAddedAndNoOtherOfItsWriterIs() {
    UsedFiles used = new UsedFiles();
    used.add("train/part-7c1f-12.avro");
    assertThat(used.contains("train/part-7c1f-12.avro")).isTrue();
    assertThat(used.contains("train/part-7c1f-11.avro")).isFalse();
    assertThat(used.contains("train/part-7c1e-12.avro")).isFalse();
    assertThat(used.contains("held-out/part-7c1f-12.avro")).isFalse();
  }

  @Test
  void filesWithoutANumberAreKnownByTheirNames() {
    UsedFiles used = new UsedFiles();
    used.add("train/import.avro");
    assertThat(used.contains("train/import.avro")).isTrue();
    assertThat(used.contains("train/other.avro")).isFalse();
  }

  @Test
  void aHundredThousandFilesOfAWriterTakeLessThanTwentyKilobytesOfState() {
    UsedFiles used = new UsedFiles();
    for (int i = 0; i < 100_000; i++) {
      used.add("train/part-0-" + i + ".avro");
    }
    assertThat(used.encoded().length()).isLessThan(20_000);
    UsedFiles again = UsedFiles.parse(used.encoded());
    assertThat(again.contains("train/part-0-99999.avro")).isTrue();
    assertThat(again.contains("train/part-0-100000.avro")).isFalse();
  }

  @Test
  void writersWithoutAFileAreForgotten() {
    UsedFiles used = new UsedFiles();
    used.add("train/part-gone-0.avro");
    used.add("train/part-there-0.avro");
    used.retain(List.of(new StoredFile("train/part-there-1.avro", 10)));
    assertThat(used.contains("train/part-gone-0.avro")).isFalse();
    assertThat(used.contains("train/part-there-0.avro")).isTrue();
  }

  @Test
  void textThatIsNoListIsRefused() {
    assertThatThrownBy(() -> UsedFiles.parse("[1")).isInstanceOf(ResourceException.class);
    assertThatThrownBy(() -> UsedFiles.parse("{\"a\":\"*\"}"))
        .isInstanceOf(ResourceException.class);
  }
}
