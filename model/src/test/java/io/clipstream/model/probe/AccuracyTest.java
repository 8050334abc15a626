package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccuracyTest {
  @Test
  void picturesCountAloneOrByTheirClass() {
    Accuracy found = Accuracy.of(new int[] {0, 0, 0, 0, 2, 2}, new int[] {0, 0, 0, 2, 2, 1});
    assertThat(found.ofPictures()).isCloseTo(4.0 / 6, within(1e-15));
    assertThat(found.ofClasses()).isCloseTo((3.0 / 4 + 1.0 / 2) / 2, within(1e-15));
    assertThat(found.by(Accuracy.Mean.PICTURES)).isEqualTo(found.ofPictures());
    assertThat(found.by(Accuracy.Mean.CLASSES)).isEqualTo(found.ofClasses());
  }

  @Test
  void guessesBeyondTheClassesThatAreThereAreWrong() {
    assertThat(Accuracy.of(new int[] {1, 1}, new int[] {5, 1})).isEqualTo(new Accuracy(0.5, 0.5));
  }
}
