package io.clipstream.model.image.jpeg;

/** Decodes blocks of a progressive scan into stored coefficients (ITU-T T.81, annex G). */
final class ProgressiveBlocks implements BlockDecoder {
  private final JpegBitReader in;
  private final int first; // spectral selection
  private final int last;
  private final boolean refines;
  private final int shift; // successive approximation
  private int emptyBlocks; // left of an end-of-band run

  ProgressiveBlocks(JpegBitReader in, int first, int last, int high, int low) {
    if (first > last || last > 63 || (first == 0 && last != 0) || low > 13) {
      throw new NotReducible("scan of coefficients " + first + " to " + last);
    }
    this.in = in;
    this.first = first;
    this.last = last;
    this.refines = high != 0;
    this.shift = low;
  }

  @Override
  public void decode(Component component, int row, int column) {
    short[] block = component.coefficients;
    int at = component.coefficientAt(row, column);
    if (first == 0) {
      level(component, block, at);
    } else if (refines) {
      refine(component.ac, block, at);
    } else {
      band(component.ac, block, at);
    }
  }

  @Override
  public void restart() {
    emptyBlocks = 0;
  }

  private void level(Component component, short[] block, int at) {
    in.fill();
    if (refines) {
      block[at] |= (short) (in.take(1) << shift);
      return;
    }
    int size = in.symbol(component.dc);
    if (size > 11) {
      throw new NotReducible("difference of " + size + " bits");
    }
    component.prediction += in.takeSigned(size);
    block[at] = (short) (component.prediction << shift);
  }

  private void band(HuffmanTable table, short[] block, int at) {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return;
    }
    for (int k = first; k <= last; k++) {
      in.fill();
      int symbol = in.symbol(table);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (size == 0 && run < 15) {
        emptyBlocks = (1 << run) - 1 + in.take(run);
        return;
      }
      k += run;
      if (size != 0) {
        checkIndex(k);
        block[at + k] = (short) (in.takeSigned(size) << shift);
      }
    }
  }

  /** A band's next bit: known coefficients get theirs, new ones come in between (G.1.2.3). */
  private void refine(HuffmanTable table, short[] block, int at) {
    int k = first;
    if (emptyBlocks == 0) {
      while (k <= last) {
        in.fill();
        int symbol = in.symbol(table);
        int run = symbol >> 4;
        int size = symbol & 15;
        if (size > 1) {
          throw new NotReducible("refinement of " + size + " bits");
        }
        if (size == 0 && run < 15) {
          emptyBlocks = (1 << run) + in.take(run);
          break;
        }
        int value = size == 0 ? 0 : in.take(1) == 1 ? 1 << shift : -1 << shift;
        k = correct(block, at, k, run);
        if (value != 0) {
          checkIndex(k);
          block[at + k] = (short) value;
        }
        k++;
      }
    }
    if (emptyBlocks > 0) {
      correct(block, at, k, Integer.MAX_VALUE);
      emptyBlocks--;
    }
  }

  /** Corrects known coefficients from {@code k} on, over {@code zeros} others; where it stops. */
  private int correct(short[] block, int at, int k, int zeros) {
    int left = zeros;
    for (; k <= last; k++) {
      int value = block[at + k];
      if (value == 0) {
        if (left-- == 0) {
          return k;
        }
      } else if (in.takeFilled(1) == 1 && (value & 1 << shift) == 0) {
        block[at + k] = (short) (value + (value > 0 ? 1 << shift : -1 << shift));
      }
    }
    return k;
  }

  private void checkIndex(int k) {
    if (k > last) {
      throw new NotReducible("band of more coefficients than it has room for");
    }
  }
}
