package io.clipstream.model.training;

import io.clipstream.schemas.SettingException;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/** What training makes small. */
public sealed interface Objective permits Objective.Softmax, Objective.Sigmoid, Captioning {
  /** What one of the three makes of the objective. */
  <R> R match(
      Supplier<? extends R> softmax,
      Function<? super Sigmoid, ? extends R> sigmoid,
      Function<? super Captioning, ? extends R> captioning);

  /** Cross-entropy over all pictures and captions of a batch (Radford et al. 2021, section 2.3). */
  record Softmax() implements Objective {
    @Override
    public <R> R match(
        Supplier<? extends R> softmax,
        Function<? super Sigmoid, ? extends R> sigmoid,
        Function<? super Captioning, ? extends R> captioning) {
      return softmax.get();
    }
  }

  /**
   * Each picture with each caption by itself: does this match or not (Zhai et al. 2023). Odds are
   * exp(t s + b), s the cosine similarity; the bias b is learnt like the logit scale t.
   *
   * @param bias to begin with. Empty: such that the pairs of the first batch begin with the odds
   *     that the softmax gives them, which suits weights that were trained otherwise. A model that
   *     has a bias of its own begins with that in any case
   */
  record Sigmoid(OptionalDouble bias) implements Objective {
    /** Logarithm of the scale that new weights begin with (Zhai et al. 2023, section 3.2). */
    public static final double INITIAL_LOGIT_SCALE = Math.log(10);

    /** The bias that new weights begin with, likewise. */
    public static final double INITIAL_BIAS = -10;

    @Override
    public <R> R match(
        Supplier<? extends R> softmax,
        Function<? super Sigmoid, ? extends R> sigmoid,
        Function<? super Captioning, ? extends R> captioning) {
      return sigmoid.apply(this);
    }
  }

  /** Name of the bias among arrays, and in the metadata of a checkpoint's weights file. */
  String BIAS = "logit_bias";

  /**
   * The objective of that name, of those that checkpoints are trained by.
   *
   * @param bias to begin with, where there is one
   * @throws SettingException if the name is neither {@code softmax} nor {@code sigmoid}
   */
  static Objective named(String name, OptionalDouble bias) {
    return switch (name) {
      case "softmax" -> new Softmax();
      case "sigmoid" -> new Sigmoid(bias);
      default ->
          throw new SettingException("objective is '" + name + "', expected softmax or sigmoid");
    };
  }
}
