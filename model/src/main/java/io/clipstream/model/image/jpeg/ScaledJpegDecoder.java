package io.clipstream.model.image.jpeg;

import io.clipstream.model.image.cost.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decodes 8-bit Huffman-coded JPEGs of one or three components at reduced scale. */
public final class ScaledJpegDecoder {
  private final byte[] data;
  private final int points;
  private final Budget budget;
  private final int[][] quantizers = new int[4][];
  private final HuffmanTable[] dcTables = new HuffmanTable[4];
  private final HuffmanTable[] acTables = new HuffmanTable[4];
  private Frame frame;
  private int restartInterval;
  private boolean rgb;
  private int scannedComponents;

  private ScaledJpegDecoder(byte[] data, int reduction, Budget budget) {
    this.data = data;
    this.points = 8 / reduction;
    this.budget = budget;
  }

  /**
   * Decodes at 1/{@code reduction} of the sides. Memory is taken as the frame header says, so the
   * caller has checked it.
   *
   * @param data a whole JPEG file; three components are RGB if an Adobe marker says 0, else YCbCr
   * @param reduction 2, 4 or 8
   * @param budget its time is looked at from row to row
   * @throws NotReducible if a full decoder is to have the picture
   */
  public static ScaledImage decode(byte[] data, int reduction, Budget budget) {
    if (reduction != 2 && reduction != 4 && reduction != 8) {
      throw new IllegalArgumentException("reduction is " + reduction + ", expected 2, 4 or 8");
    }
    try {
      return new ScaledJpegDecoder(data, reduction, budget).decode();
    } catch (IndexOutOfBoundsException damaged) {
      throw new NotReducible("ends inside a segment");
    }
  }

  private ScaledImage decode() {
    int at = 2;
    while (true) {
      while (data[at] == (byte) 0xff && data[at + 1] == (byte) 0xff) {
        at++;
      }
      int marker = data[at] == (byte) 0xff ? data[at + 1] & 0xff : 0;
      if (marker == 0xd9) {
        break;
      }
      int end = at + 2 + Frame.u16(data, at + 2);
      if (end > data.length) {
        throw new NotReducible("ends inside a segment");
      }
      budget.step();
      segment(marker, at + 4, end);
      at = marker == 0xda ? nextMarker(end) : end;
    }
    if (frame == null || scannedComponents < frame.components.size()) {
      throw new NotReducible("has not all its components");
    }
    if (frame.progressive) {
      frame.components.forEach(this::emit);
    }
    return Colour.image(frame, points, rgb);
  }

  private void segment(int marker, int at, int end) {
    switch (marker) {
      case 0xdb -> quantizers(at, end);
      case 0xc4 -> huffmanTables(at, end);
      case 0xc0, 0xc1, 0xc2 -> frame(at, end, marker == 0xc2);
      case 0xdd -> restartInterval = Frame.u16(data, at);
      case 0xda -> scan(at, end);
      case 0xee -> rgb = end - at >= 12 && data[at] == 'A' && data[at + 11] == 0;
      default -> {
        if (marker < 0xe0 || marker > 0xfe) {
          throw new NotReducible("marker " + Integer.toHexString(marker));
        }
      }
    }
  }

  private int nextMarker(int from) {
    int at = from;
    while (data[at] != (byte) 0xff || data[at + 1] == 0 || (data[at + 1] & 0xf8) == 0xd0) {
      at++;
    }
    return at;
  }

  private void frame(int at, int end, boolean progressive) {
    if (frame != null) {
      throw new NotReducible("two frames");
    }
    frame = new Frame(data, at, end, progressive, points);
  }

  private void quantizers(int from, int end) {
    for (int at = from; at < end; ) {
      int slot = data[at] & 15;
      int bytes = data[at] >> 4 == 0 ? 1 : 2;
      int[] steps = new int[64];
      for (int k = 0; k < 64; k++) {
        steps[k] = bytes == 1 ? data[at + 1 + k] & 0xff : Frame.u16(data, at + 1 + 2 * k);
      }
      quantizers[slot] = steps;
      at += 1 + 64 * bytes;
    }
  }

  private void huffmanTables(int from, int end) {
    for (int at = from; at < end; ) {
      int[] counts = new int[16];
      int total = 0;
      for (int i = 0; i < 16; i++) {
        counts[i] = data[at + 1 + i] & 0xff;
        total += counts[i];
      }
      byte[] symbols = Arrays.copyOfRange(data, at + 17, Math.min(end, at + 17 + total));
      HuffmanTable[] tables = data[at] >> 4 == 0 ? dcTables : acTables;
      tables[data[at] & 15] = new HuffmanTable(counts, symbols);
      at += 17 + total;
    }
  }

  private void scan(int at, int end) {
    int count = data[at];
    if (frame == null || count < 1 || end - at != 4 + 2 * count) {
      throw new NotReducible("scan of " + count + " components");
    }
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Component component = frame.component(data[at + 1 + 2 * i]);
      int tables = data[at + 2 + 2 * i] & 0xff;
      component.dc = dcTables[tables >> 4];
      component.ac = acTables[tables & 15];
      components.add(component);
    }
    int first = data[at + 1 + 2 * count];
    int last = data[at + 2 + 2 * count];
    int approximation = data[at + 3 + 2 * count] & 0xff;
    JpegBitReader in = new JpegBitReader(data, end);
    BlockDecoder blocks =
        frame.progressive
            ? new ProgressiveBlocks(in, first, last, approximation >> 4, approximation & 15)
            : new SequentialBlocks(in);
    if (first != 0 && count != 1) {
      throw new NotReducible("interleaved bands");
    }
    prepare(components, first == 0);
    new Scan(frame, components, in, blocks, restartInterval, budget).decode();
  }

  private void prepare(List<Component> components, boolean levels) {
    for (Component component : components) {
      boolean unusable = frame.progressive ? false : component.dc == null || component.ac == null;
      int[] steps = quantizers[component.quantizer()];
      if (unusable || steps == null) {
        throw new NotReducible("table is missing");
      }
      component.transform.quantizer(steps);
    }
    if (levels) {
      scannedComponents += components.size();
    }
  }

  private void emit(Component component) {
    ScaledTransform transform = component.transform;
    short[] coefficients = component.coefficients;
    for (int row = 0; row < component.storedHigh; row++) {
      budget.check();
      for (int column = 0; column < component.storedWide; column++) {
        int at = component.coefficientAt(row, column);
        for (int k = 0; k < 64; k++) {
          if (coefficients[at + k] != 0 && transform.wants(k)) {
            transform.set(k, coefficients[at + k]);
          }
        }
        transform.emit(component.samples, component.sampleAt(row, column), component.stride);
      }
    }
  }
}
