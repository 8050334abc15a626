package io.clipstream.learning.store;

import io.clipstream.schemas.SettingException;

/** The parts of a pair store, each a folder. */
public enum Split {
  /** Pairs to learn from. */
  TRAIN("train"),
  /** Pairs that nothing ever learns from: the gate measures with them. */
  HELD_OUT("held-out"),
  /** Records that take pairs back. */
  RETRACTIONS("retractions");

  private final String folder;

  Split(String folder) {
    this.folder = folder;
  }

  /** Name of the part's folder in the store. */
  public String folder() {
    return folder;
  }

  /**
   * Where a picture belongs, by its content alone: the same wherever and whenever it comes.
   *
   * @param pictureHash as {@link ContentHash#ofPicture} gives it
   * @param heldOutShare share of pictures to hold out, 0 to 1
   */
  public static Split of(String pictureHash, double heldOutShare) {
    if (!(heldOutShare >= 0 && heldOutShare <= 1)) {
      throw new SettingException("held-out share is " + heldOutShare + ", expected 0 to 1");
    }
    long bits = Long.parseUnsignedLong(pictureHash.substring(0, 13), 16);
    return bits / (double) (1L << 52) < heldOutShare ? HELD_OUT : TRAIN;
  }
}
