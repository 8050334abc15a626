package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** Ends a reader's work in mid-picture once its time is up: readers tell of every row or tile. */
final class Clock implements IIOReadProgressListener {
  private final Budget budget;

  Clock(Budget budget) {
    this.budget = budget;
  }

  /** Some tell only some twenty times, however large the picture. */
  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    budget.check();
  }

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {
    budget.check();
  }

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}
}
