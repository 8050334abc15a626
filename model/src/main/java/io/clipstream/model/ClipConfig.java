package io.clipstream.model;

/**
 * The architecture of a CLIP model: two towers that project into one space.
 *
 * @param embeddingDimension size of the shared embedding space
 * @param image the image tower
 * @param text the text tower
 * @param logitBias true if a bias is learnt beside the logit scale, so that sigmoid(t s + b) says
 *     whether a picture and a text match, s being their cosine similarity (Zhai et al. 2023)
 */
public record ClipConfig(
    int embeddingDimension, ImageTower image, TextTower text, boolean logitBias) {
  public ClipConfig {
    Checks.positive("embedding dimension", embeddingDimension);
    Checks.notNull("image tower", image);
    Checks.notNull("text tower", text);
    if (image instanceof SiglipVisionTransformer tower) {
      requireWidth(embeddingDimension, "image", tower.width());
    }
    if (image instanceof OpenVisionTransformer tower
        && tower.pooling() instanceof ImagePooling.Attention pooling) {
      Checks.divides("pooling heads", pooling.heads(), "embedding dimension", embeddingDimension);
    }
    if (text instanceof OpenTextTransformer tower && tower.projection() == TextProjection.NONE) {
      requireWidth(embeddingDimension, "text", tower.width());
    }
  }

  private static void requireWidth(int embeddingDimension, String kind, int width) {
    if (width != embeddingDimension) {
      throw new ModelException(
          "embedding dimension is "
              + embeddingDimension
              + ", expected the "
              + kind
              + " tower's width "
              + width
              + ", as nothing projects what comes out of it");
    }
  }

  /** Without a logit bias. */
  public ClipConfig(int embeddingDimension, ImageTower image, TextTower text) {
    this(embeddingDimension, image, text, false);
  }

  /** The same model for pictures of another side, see {@link ImageTower#withImageSize}. */
  public ClipConfig withImageSize(int imageSize) {
    return new ClipConfig(embeddingDimension, image.withImageSize(imageSize), text, logitBias);
  }

  /** Number of features that linear probes of the image tower learn from. */
  public int probeWidth() {
    return image.match(
        VisionTransformer::width,
        tower -> embeddingDimension,
        tower -> embeddingDimension,
        tower ->
            tower
                .pooling()
                .match(positions -> tower.plain().width(), attention -> embeddingDimension),
        ConvNeXt::featureWidth);
  }
}
