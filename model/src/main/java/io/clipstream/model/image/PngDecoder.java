package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a PNG's rows (W3C PNG, third edition, sections 8 to 10) straight onto the canvas: two
 * rows are all the memory that it takes, whatever the depth, and the clock is looked at between
 * them.
 */
final class PngDecoder implements AutoCloseable {
  /** First column and row, steps across and down of the passes (section 8.1). */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

  private final CheckedPng png;
  private final Canvas canvas;
  private final Budget budget;
  private final Inflater inflater = new Inflater();

  private PngDecoder(CheckedPng png, Canvas canvas, Budget budget) {
    this.png = png;
    this.canvas = canvas;
    this.budget = budget;
  }

  /** Decodes the picture of {@code header} onto {@code canvas}. */
  static void decode(ImageHeader header, Canvas canvas, Budget budget) {
    try (PngDecoder decoder = new PngDecoder(CheckedPng.of(header.minimalFile()), canvas, budget)) {
      decoder.passes(header.width(), header.height());
    }
  }

  private void passes(int width, int height) {
    inflater.setInput(png.data(), png.pixelsFrom(), png.pixelsLength());
    for (int[] pass : png.interlaced() ? ADAM7 : ONE_PASS) {
      int columns = Math.max(0, (width - pass[0] + pass[2] - 1) / pass[2]);
      int rows = Math.max(0, (height - pass[1] + pass[3] - 1) / pass[3]);
      if (columns > 0 && rows > 0) {
        pass(pass, columns, rows);
      }
    }
  }

  private void pass(int[] pass, int columns, int rows) {
    int length = (int) (((long) columns * png.pixelBits() + 7) / 8);
    byte[] previous = new byte[length + 1];
    byte[] row = new byte[length + 1];
    PngPixels pixels = new PngPixels(png, columns);
    for (int y = 0; y < rows; y++) {
      inflate(row);
      unfilter(row[0], row, previous, Math.max(1, png.pixelBits() / 8));
      int at = canvas.at(pass[1] + y * pass[3]) + pass[0] * canvas.step();
      pixels.put(row, canvas.pixels(), at, pass[2] * canvas.step());
      byte[] swapped = previous;
      previous = row;
      row = swapped;
      budget.step();
    }
  }

  private void inflate(byte[] row) {
    try {
      for (int at = 0; at < row.length; ) {
        int count = inflater.inflate(row, at, row.length - at);
        if (count == 0) {
          throw Refusal.corrupt("PNG ends before its pixels do");
        }
        at += count;
      }
    } catch (DataFormatException damaged) {
      throw Refusal.corrupt("PNG cannot be inflated: " + damaged.getMessage());
    }
  }

  /** Undoes a row's filter (section 9.2); {@code row} and {@code above} begin with its number. */
  private static void unfilter(int filter, byte[] row, byte[] above, int pixel) {
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = 1 + pixel; i < row.length; i++) {
          row[i] += row[i - pixel];
        }
      }
      case 2 -> {
        for (int i = 1; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 1; i < row.length; i++) {
          int left = i > pixel ? row[i - pixel] & 255 : 0;
          row[i] += (byte) ((left + (above[i] & 255)) >> 1);
        }
      }
      case 4 -> paeth(row, above, pixel);
      default -> throw Refusal.corrupt("PNG has a row filter " + filter);
    }
  }

  private static void paeth(byte[] row, byte[] above, int pixel) {
    for (int i = 1; i < Math.min(row.length, 1 + pixel); i++) {
      row[i] += above[i];
    }
    for (int i = 1 + pixel; i < row.length; i++) {
      int left = row[i - pixel] & 255;
      int top = above[i] & 255;
      int corner = above[i - pixel] & 255;
      int toLeft = Math.abs(top - corner);
      int toTop = Math.abs(left - corner);
      int toCorner = Math.abs(left + top - 2 * corner);
      row[i] +=
          (byte) (toLeft <= toTop && toLeft <= toCorner ? left : toTop <= toCorner ? top : corner);
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
