package io.clipstream.model.training.data;

import java.util.List;
import java.util.Objects;

/**
 * A picture and the captions that it may be shown with.
 *
 * @param id names the picture within its source, for messages and the cache
 * @param image the encoded picture
 * @param captions one or more; a text that stands twice is drawn twice as often
 * @param known whether it was learnt from before and is shown again, lest it be forgotten
 */
public record Pair(String id, ImageBytes image, List<String> captions, boolean known) {
  /** A pair that is new to the model. */
  public Pair(String id, ImageBytes image, List<String> captions) {
    this(id, image, captions, false);
  }

  public Pair {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(image, "image is null");
    captions = List.copyOf(captions);
    if (captions.isEmpty()) {
      throw new IllegalArgumentException("pair " + id + " has no caption");
    }
  }

  /** The same, as one that is shown again. */
  Pair asKnown() {
    return new Pair(id, image, captions, true);
  }

  /** The captions that say something; pairs are made of these. */
  public static List<String> usable(List<String> captions) {
    return captions.stream().map(String::strip).filter(c -> !c.isEmpty()).toList();
  }
}
