package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.testing.TestCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferredProbeTest {
  private static final String TAUGHT =
      "1.png\tcat\n".repeat(5) + "2.png\tdog\n".repeat(5) + "3.png\tnot asked for\n";

  @TempDir private Path dir;

  @BeforeEach
  void write() throws IOException {
    TestCheckpoints.withVocabulary(dir);
    for (int i = 1; i <= 3; i++) {
      TestPictures.write(dir.resolve(i + ".png"), i);
    }
  }

  private LabelledSet set(String rows) throws IOException {
    return LabelledSet.read(Files.writeString(dir.resolve("set.tsv"), "path\tclass\n" + rows));
  }

  @Test
  void aProbeIsTestedOnEachSetByTheClassesThatItLearnt() throws IOException {
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      EncodedSet same = EncodedSet.of(clip, set("2.png\tdog\n1.png\tcat\n"));
      EncodedSet swapped = EncodedSet.of(clip, set("2.png\tcat\n1.png\tcat\n1.png\tdog\n"));

      assertThat(TransferredProbe.run(clip, set(TAUGHT), List.of(same, swapped)))
          .containsExactly(List.of(true, true), List.of(false, true, false));
    }
  }

  @Test
  void tooFewPicturesToChooseByAreRefused() throws IOException {
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      EncodedSet test = EncodedSet.of(clip, set("2.png\tdog\n1.png\tcat\n"));

      assertThatThrownBy(
              () -> TransferredProbe.run(clip, set("1.png\tcat\n2.png\tdog\n"), List.of(test)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no class has five pictures");
      assertThatThrownBy(() -> TransferredProbe.run(clip, set("1.png\temu\n"), List.of(test)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no picture has a class of the sets");
    }
  }
}
