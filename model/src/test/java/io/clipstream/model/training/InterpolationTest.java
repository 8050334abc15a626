package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.TestModels;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  private static final ClipConfig VIT = TestModels.vit();

  @Test
  void alphaZeroIsTheParentAndAlphaOneTheTrainedModelExactly() {
    try (Weights parent = TestModels.random(VIT, 1);
        Weights trained = TestModels.random(VIT, 2);
        Program program = Program.load(parent.manager(), VIT)) {
      Interpolation line = new Interpolation(VIT, program, parent.arrays(), trained.arrays());
      try (Weights start = line.at(0, parent.manager().newSubManager());
          Weights end = line.at(1, parent.manager().newSubManager())) {
        parent.arrays().forEach((name, array) -> requireEqual(name, start.get(name), array));
        trained.arrays().forEach((name, array) -> requireEqual(name, end.get(name), array));
      }
    }
  }

  private static void requireEqual(String name, NDArray found, NDArray expected) {
    assertThat(found.toFloatArray()).as(name).isEqualTo(expected.toFloatArray());
  }

  @Test
  void betweenThemEveryNumberLiesOnTheStraightLineAndTheEndsAreUntouched() {
    try (Weights parent = TestModels.random(VIT, 1);
        Weights trained = TestModels.random(VIT, 2);
        Program program = Program.load(parent.manager(), VIT)) {
      float[] before = parent.get("logit_scale").toFloatArray();
      try (Weights mixed =
          new Interpolation(VIT, program, parent.arrays(), trained.arrays())
              .at(0.3, parent.manager().newSubManager())) {
        for (String name : mixed.arrays().keySet()) {
          float[] a = parent.get(name).toFloatArray();
          float[] b = trained.get(name).toFloatArray();
          float[] m = mixed.get(name).toFloatArray();
          for (int i = 0; i < a.length; i++) {
            assertThat((double) m[i]).as(name).isCloseTo(0.7 * a[i] + 0.3 * b[i], within(1e-6));
          }
        }
      }
      assertThat(parent.get("logit_scale").toFloatArray()).isEqualTo(before);
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double most) {
    return org.assertj.core.data.Offset.offset(most);
  }

  @Test
  void modelsOfDifferentArchitecturesAreRefused() {
    try (Weights parent = TestModels.random(VIT, 1);
        Weights other = TestModels.random(TestModels.resNet(), 2);
        Program program = Program.load(parent.manager(), VIT)) {
      assertThatThrownBy(() -> new Interpolation(VIT, program, parent.arrays(), other.arrays()))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("one architecture");
    }
  }

  @Test
  void anAlphaOutsideZeroToOneIsRefused() {
    try (Weights parent = TestModels.random(VIT, 1);
        Program program = Program.load(parent.manager(), VIT)) {
      Interpolation line = new Interpolation(VIT, program, parent.arrays(), parent.arrays());
      assertThatThrownBy(() -> line.at(1.1, parent.manager().newSubManager()))
          .isInstanceOf(ModelException.class)
          .hasMessage("alpha is 1.1, expected 0 to 1");
    }
  }
}
