package io.clipstream.model.training;

import ai.djl.ndarray.types.Shape;

/**
 * How SigLIP's towers begin (Zhai et al. 2023, in the code that they published): uniforms of Glorot
 * and Bengio for attention and feed-forward layers, normals within 1/sqrt(fan in) elsewhere (they
 * cut off the rarest), biases of next to zero.
 */
final class SiglipInitialisation {
  private static final double NEXT_TO_ZERO = 1e-6;

  private SiglipInitialisation() {}

  /** For an array of a tower that is no part of a norm. */
  static Distribution of(String name, Shape shape) {
    if (name.endsWith("bias")) {
      return name.contains("mlp.") ? Distribution.normal(NEXT_TO_ZERO) : Distribution.constant(0);
    }
    if (name.endsWith("pool.query")) {
      return glorot(shape.get(0), shape.get(0));
    }
    if (name.endsWith("attn.in_proj_weight")) { // three layers in one array
      return glorot(shape.get(0) / 3, shape.get(1));
    }
    if (name.contains("attn.") || name.contains("mlp.")) {
      return glorot(shape.get(0), shape.get(1));
    }
    boolean embedding = name.contains("embedding");
    double fanIn = embedding ? shape.get(1) : (double) shape.size() / shape.get(0);
    return Distribution.normal(1 / Math.sqrt(fanIn));
  }

  private static Distribution glorot(long out, long in) {
    return Distribution.uniform(Math.sqrt(6.0 / (out + in)));
  }
}
