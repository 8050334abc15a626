package io.clipstream.model.zeroshot;

import io.clipstream.model.ModelException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How similarities become scores between 0 and 1. */
public enum Scoring {
  /**
   * The labels compete: a softmax over the set, of similarities times the model's logit scale
   * (paper, section 3.1.2). The scores of a picture add up to one.
   */
  SOFTMAX,
  /**
   * Each label for itself, against a background of prompts that describe nothing in particular:
   * with t the logit scale and s the similarities, e^(t s) / (e^(t s) + sum of e^(t s_b)).
   */
  INDEPENDENT,
  /**
   * Each label for itself, as the model was trained: 1 / (1 + e^-(t s + b)), with b the bias of a
   * checkpoint that was trained by the sigmoid loss (Zhai et al. 2023, section 3.2). Other
   * checkpoints have none.
   */
  PAIRWISE;

  /** The names as people write them, for messages. */
  public static final String NAMES = "softmax, independent or pairwise";

  /** By its name in any case; empty if there is none of that name. */
  public static Optional<Scoring> named(String name) {
    return Stream.of(values())
        .filter(scoring -> scoring.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** Why a checkpoint cannot give such scores; empty if it can. */
  public Optional<String> refusal(boolean hasLogitBias) {
    return this != PAIRWISE || hasLogitBias
        ? Optional.empty()
        : Optional.of(
            "scoring PAIRWISE needs a checkpoint with a logit bias, as those that were trained by"
                + " the sigmoid loss have it (SigLIP), found one without; choose SOFTMAX or"
                + " INDEPENDENT, or another checkpoint");
  }

  /**
   * @throws ModelException if the checkpoint cannot give such scores
   */
  public void require(boolean hasLogitBias) {
    refusal(hasLogitBias)
        .ifPresent(
            why -> {
              throw new ModelException(why);
            });
  }
}
