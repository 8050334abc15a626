package io.clipstream.model.training.data;

import java.util.List;

/**
 * N pairs ready for the encoders.
 *
 * @param step number of this batch, from 0
 * @param epoch the epoch that it belongs to
 * @param side S, in pixels
 * @param pixels [N, 3, S, S] uint8 levels, channels R, G, B; owned by whoever takes the batch
 * @param captions N texts, one drawn for each picture
 * @param subjects N times the first caption of a pair: what its picture shows, whichever was drawn
 * @param known N times whether the pair was learnt from before, see {@link Pair#known}
 * @param after where to go on after this batch
 */
public record Batch(
    long step,
    int epoch,
    int side,
    byte[] pixels,
    List<String> captions,
    List<String> subjects,
    List<Boolean> known,
    DataPosition after) {
  public Batch {
    captions = List.copyOf(captions);
    subjects = List.copyOf(subjects);
    known = List.copyOf(known);
  }

  /** Number of pairs. */
  public int size() {
    return captions.size();
  }
}
