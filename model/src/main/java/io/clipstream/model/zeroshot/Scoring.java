package io.clipstream.model.zeroshot;

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
  INDEPENDENT
}
