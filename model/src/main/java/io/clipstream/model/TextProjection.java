package io.clipstream.model;

/** How a text's vector comes into the embedding space. */
public enum TextProjection {
  /** Not at all: the embedding space has the tower's width. */
  NONE,
  /** By a matrix. */
  LINEAR,
  /** By a matrix, and a bias is added. */
  BIASED,
  /**
   * By two matrices without biases, of which the first gives the mean of both widths; GELU between.
   */
  MLP
}
