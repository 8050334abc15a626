package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What a result holds.
 *
 * @param topK tags of a picture at most
 * @param hasThumbnail whether results carry a small picture
 * @param thumbnailSide longer side of that, pixels
 * @param hasEmbedding whether results carry the picture's embedding
 * @param carried what of an image's record reaches its result
 */
public record ResultSettings(
    int topK, boolean hasThumbnail, int thumbnailSide, boolean hasEmbedding, Carried carried)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ResultSettings DEFAULT =
      new ResultSettings(5, false, 96, false, Carried.DEFAULT);

  public ResultSettings {
    Expect.atLeast(1, "top k", topK);
    Expect.atLeast(1, "thumbnail side", thumbnailSide);
    requireNonNull(carried, "carried is null");
  }
}
