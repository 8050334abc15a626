package io.clipstream.model.image;

/**
 * The pixels of a picture to be: rows of its first frame are put where they are seen, upright and
 * at the frame's place, so that neither takes a second copy.
 */
final class Canvas {
  private final int width;
  private final int height;
  private final int sourceWidth;
  private final int sourceHeight;
  private final int across; // from a pixel of the frame to its right neighbour
  private final int down; // from a pixel of the frame to the one below
  private final int first; // where the frame's first pixel is
  private int[] argb;

  /** For a frame of a picture of {@code sides}, which a source of {@code source} may exceed. */
  private Canvas(
      ImageHeader.Frame sides, ImageHeader.Frame source, ImageHeader.Frame frame, int orientation) {
    int width = sides.width();
    int height = sides.height();
    boolean swapsSides = orientation >= 5 && orientation <= 8;
    this.width = swapsSides ? height : width;
    this.height = swapsSides ? width : height;
    this.sourceWidth = swapsSides ? source.height() : source.width();
    this.sourceHeight = swapsSides ? source.width() : source.height();
    this.across =
        switch (orientation) {
          case 2, 3 -> -1;
          case 5, 6 -> this.width;
          case 7, 8 -> -this.width;
          default -> 1;
        };
    this.down =
        switch (orientation) {
          case 3, 4 -> -this.width;
          case 5, 8 -> 1;
          case 6, 7 -> -1;
          default -> this.width;
        };
    int corner =
        switch (orientation) {
          case 2, 6 -> this.width - 1;
          case 3, 7 -> this.width * this.height - 1;
          case 4, 8 -> this.width * (this.height - 1);
          default -> 0;
        };
    this.first = corner + frame.x() * across + frame.y() * down;
  }

  /** An empty one, transparent all over. */
  static Canvas of(ImageHeader header) {
    ImageHeader.Frame source = ImageHeader.Frame.whole(header.width(), header.height());
    return new Canvas(source, source, header.frame(), header.orientation());
  }

  /** An empty one of a picture that is decoded at 1/{@code reduction} of its sides. */
  static Canvas reduced(ImageHeader header, int reduction) {
    ImageHeader.Frame source = ImageHeader.Frame.whole(header.width(), header.height());
    int width = (header.width() + reduction - 1) / reduction;
    int height = (header.height() + reduction - 1) / reduction;
    ImageHeader.Frame sides = ImageHeader.Frame.whole(width, height);
    return new Canvas(sides, source, sides, header.orientation());
  }

  /** The picture as {@code orientation} (EXIF's 1 to 8) wants it shown; the same object for 1. */
  static Picture upright(Picture picture, int orientation) {
    if (orientation < 2 || orientation > 8) {
      return picture;
    }
    ImageHeader.Frame sides = ImageHeader.Frame.whole(picture.width(), picture.height());
    ImageHeader.Frame source =
        ImageHeader.Frame.whole(picture.sourceWidth(), picture.sourceHeight());
    Canvas canvas = new Canvas(sides, source, sides, orientation);
    canvas.draw(picture.argb(), picture.width());
    return canvas.picture();
  }

  /** Puts a whole frame, in rows of {@code rowLength}. */
  void draw(int[] frame, int rowLength) {
    int[] target = pixels();
    for (int y = 0, from = 0; from < frame.length; y++, from += rowLength) {
      for (int x = 0, at = at(y); x < rowLength; x++, at += across) {
        target[at] = frame[from + x];
      }
    }
  }

  /** Takes a frame for its own that has the canvas's rows and nothing else; {@link #isPlain}. */
  void adopt(int[] frame) {
    argb = frame;
  }

  /** Whether the frame of {@code header} is the whole of it and upright. */
  static boolean isPlain(ImageHeader header) {
    return (header.orientation() < 2 || header.orientation() > 8)
        && header.frame().equals(ImageHeader.Frame.whole(header.width(), header.height()));
  }

  int[] pixels() {
    if (argb == null) {
      argb = new int[width * height];
    }
    return argb;
  }

  /** Where the first pixel of the frame's row {@code y} is. */
  int at(int y) {
    return first + y * down;
  }

  /** From a pixel of a row to the next. */
  int step() {
    return across;
  }

  Picture picture() {
    return new Picture(width, height, pixels(), sourceWidth, sourceHeight);
  }
}
