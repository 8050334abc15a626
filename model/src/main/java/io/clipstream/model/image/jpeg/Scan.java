package io.clipstream.model.image.jpeg;

import io.clipstream.model.image.cost.Budget;
import java.util.List;

/** One scan: the order in which blocks come, and where it begins afresh (ITU-T T.81, A.2). */
final class Scan {
  private final Frame frame;
  private final List<Component> components;
  private final JpegBitReader in;
  private final BlockDecoder blocks;
  private final int restartInterval;
  private final Budget budget;
  private int units;

  Scan(
      Frame frame,
      List<Component> components,
      JpegBitReader in,
      BlockDecoder blocks,
      int interval,
      Budget budget) {
    this.budget = budget;
    this.frame = frame;
    this.components = components;
    this.in = in;
    this.blocks = blocks;
    this.restartInterval = interval;
  }

  void decode() {
    components.forEach(component -> component.prediction = 0);
    if (components.size() == 1) {
      single(components.get(0));
    } else {
      interleaved();
    }
    if (in.overran()) {
      throw new NotReducible("ends early");
    }
  }

  private void single(Component component) {
    for (int row = 0; row < component.blocksHigh; row++) {
      for (int column = 0; column < component.blocksWide; column++) {
        beginUnit();
        blocks.decode(component, row, column);
      }
      checkEnd();
    }
  }

  private void interleaved() {
    for (int row = 0; row < frame.unitsHigh; row++) {
      for (int column = 0; column < frame.unitsWide; column++) {
        beginUnit();
        for (Component component : components) {
          unit(component, row * component.down, column * component.across);
        }
      }
      checkEnd();
    }
  }

  private void unit(Component component, int row, int column) {
    for (int y = 0; y < component.down; y++) {
      for (int x = 0; x < component.across; x++) {
        blocks.decode(component, row + y, column + x);
      }
    }
  }

  private void beginUnit() {
    if (restartInterval > 0 && units > 0 && units % restartInterval == 0) {
      in.restart();
      blocks.restart();
      components.forEach(component -> component.prediction = 0);
    }
    units++;
  }

  private void checkEnd() {
    budget.check();
    if (in.overran()) {
      throw new NotReducible("ends early");
    }
  }
}
