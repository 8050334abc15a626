package io.clipstream.model;

/** The non-linearity of the transformers' feed-forward layers. */
public enum Activation {
  /** x · sigmoid(1.702 x), as in the released CLIP models. */
  QUICK_GELU,
  /** x · Φ(x), the exact form. */
  GELU
}
