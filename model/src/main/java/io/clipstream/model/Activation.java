package io.clipstream.model;

/** The non-linearity of the transformers' feed-forward layers. */
public enum Activation {
  /** x · sigmoid(1.702 x), as in the released CLIP models. */
  QUICK_GELU,
  /** x · Φ(x), the exact form. */
  GELU,
  /** x · (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, as in the released SigLIP models. */
  GELU_TANH
}
