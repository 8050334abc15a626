package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearestTrainingTest {
  @TempDir private Path dir;

  @BeforeEach
  void write() throws IOException {
    TestCheckpoints.withVocabulary(dir);
    for (int i = 1; i <= 5; i++) {
      TestPictures.write(dir.resolve(i + ".png"), i);
    }
    Files.copy(dir.resolve("2.png"), dir.resolve("copy-of-2.png"));
    Files.writeString(dir.resolve("broken.png"), "no picture");
  }

  private LabelledSet set(String name, String rows) throws IOException {
    return LabelledSet.read(Files.writeString(dir.resolve(name), "path\tclass\n" + rows));
  }

  @Test
  void aCopyIsFoundUnderItsOtherName() throws IOException {
    Path train =
        Files.writeString(
            dir.resolve("train.tsv"),
            "path\tcaption\n3.png\ta\nbroken.png\ta\ncopy-of-2.png\ta\n5.png\ta\n");
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      EncodedSet one = EncodedSet.of(clip, set("one.tsv", "1.png\tcat\n2.png\tdog\n"));
      EncodedSet two = EncodedSet.of(clip, set("two.tsv", "5.png\tcat\n"));

      List<List<Neighbour>> found =
          NearestTraining.of(clip, List.of(one, two), PairSource.open(train, new SkipLog()));

      assertThat(found.get(0)).hasSize(2);
      assertThat(found.get(0).get(0).similarity()).isLessThan(0.9999);
      assertThat(found.get(0).get(1).picture()).endsWith("copy-of-2.png");
      assertThat(found.get(0).get(1).similarity()).isCloseTo(1, within(1e-5));
      assertThat(found.get(1).get(0).picture()).endsWith("5.png");
    }
  }

  @Test
  void aSetIsCutDownToSomeClasses() throws IOException {
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      EncodedSet set =
          EncodedSet.of(
              clip, set("s.tsv", "1.png\tcat\n2.png\tdog\nbroken.png\tdog\n3.png\tcat\n"));
      EncodedSet cats = set.only(Set.of("cat", "emu"));

      assertThat(cats.size()).isEqualTo(2);
      assertThat(cats.set().classes()).containsExactly("cat");
      assertThat(cats.embeddings()[1]).isEqualTo(set.embeddings()[2]);
      assertThat(set.unreadable()).hasSize(1);
      assertThatThrownBy(() -> set.only(Set.of("emu"))).isInstanceOf(ModelException.class);
    }
  }

  @Test
  void encodedOnceASetGivesTheSameGuesses() throws IOException {
    LabelledSet set = set("s.tsv", "1.png\tcat\n2.png\tdog\n3.png\temu\n");
    PromptTemplates plain = PromptTemplates.named("label");
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      assertThat(ZeroShotEvaluation.run(clip, EncodedSet.of(clip, set), plain))
          .isEqualTo(ZeroShotEvaluation.run(clip, set, plain));
    }
  }

  @Test
  void theThresholdFindsNineInTenCopiesAndMistakesOneInTwenty() {
    double[] copies = new double[101];
    double[] others = new double[101];
    for (int i = 0; i <= 100; i++) {
      copies[i] = 0.8 + i / 1000.0;
      others[i] = i / 1000.0;
    }
    assertThat(DuplicateThreshold.of(copies, others)).isCloseTo(0.81, within(1e-12));
    assertThat(DuplicateThreshold.of(others, copies)).isCloseTo(0.895, within(1e-12));
  }

  @Test
  void alteredCopiesAreLikeTheirPicturesAndTheSameEachTime() throws IOException {
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      EncodedSet set = EncodedSet.of(clip, set("s.tsv", "1.png\tcat\n2.png\tdog\n3.png\temu\n"));
      double[] similarities = AlteredCopies.similarities(clip, set);

      assertThat(similarities).hasSize(3).isSorted();
      assertThat(similarities[0]).isGreaterThan(0);
      assertThat(similarities[2]).isLessThan(1.00001);
      assertThat(AlteredCopies.similarities(clip, set)).isEqualTo(similarities);
    }
  }

  @Test
  void aTableOfCaptionsIsLabelledByTheFirst() throws IOException {
    Path table = Files.writeString(dir.resolve("t.tsv"), "path\tcaption\n1.png\ta cat\tone cat\n");

    assertThat(LabelledSet.readCaptions(table).classes()).containsExactly("a cat");
    assertThatThrownBy(() -> LabelledSet.read(table)).isInstanceOf(ModelException.class);
  }
}
