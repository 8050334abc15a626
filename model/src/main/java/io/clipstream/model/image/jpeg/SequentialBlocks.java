package io.clipstream.model.image.jpeg;

/** Decodes blocks of a sequential scan straight to samples (ITU-T T.81, F.2). */
final class SequentialBlocks implements BlockDecoder {
  private final JpegBitReader in;

  SequentialBlocks(JpegBitReader in) {
    this.in = in;
  }

  @Override
  public void decode(Component component, int row, int column) {
    ScaledTransform transform = component.transform;
    in.fill();
    int size = in.symbol(component.dc);
    if (size > 11) {
      throw new NotReducible("difference of " + size + " bits");
    }
    component.prediction += in.takeSigned(size);
    transform.set(0, component.prediction);
    frequencies(component.ac, transform);
    transform.emit(component.samples, component.sampleAt(row, column), component.stride);
  }

  private void frequencies(HuffmanTable table, ScaledTransform transform) {
    for (int k = 1; k < 64; k++) {
      if (in.count() < 32) {
        in.fill();
      }
      int entry = in.entry(table);
      int size = entry & 15;
      k += entry >> 4 & 15;
      if (size == 0) {
        in.skip(entry >> 8);
        if ((entry & 0xff) != 0xf0) {
          return;
        }
      } else if (k > 63) {
        throw new NotReducible("block of more than 64 coefficients");
      } else if (transform.wants(k)) {
        in.skip(entry >> 8);
        transform.set(k, in.takeSigned(size));
      } else {
        in.skip((entry >> 8) + size);
      }
    }
  }

  @Override
  public void restart() {}
}
