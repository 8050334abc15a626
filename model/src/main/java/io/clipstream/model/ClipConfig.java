package io.clipstream.model;

/**
 * The architecture of a CLIP model: two towers that project into one space.
 *
 * @param embeddingDimension size of the shared embedding space
 * @param image the image tower
 * @param text the text tower
 */
public record ClipConfig(int embeddingDimension, ImageTower image, TextTower text) {
  public ClipConfig {
    Checks.positive("embedding dimension", embeddingDimension);
    Checks.notNull("image tower", image);
    Checks.notNull("text tower", text);
  }

  /** The same model for pictures of another side, see {@link ImageTower#withImageSize}. */
  public ClipConfig withImageSize(int imageSize) {
    return new ClipConfig(embeddingDimension, image.withImageSize(imageSize), text);
  }
}
