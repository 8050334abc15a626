package io.clipstream.model;

/** The shape of an image encoder: one of the paper's two families (section 2.4). */
public sealed interface ImageTower permits VisionTransformer, ModifiedResNet {
  /** Side of the square input picture in pixels. */
  int imageSize();
}
