package io.clipstream.cli.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws the clip art and writes what it is for: drawings whose title is an emoji's name test how a
 * model carries over, the rest is for training, less what names a concept kept for the test. Flags
 * are left out, as among the emoji.
 *
 * @param folder the data set's
 */
record ClipArtTables(Path folder, Rasteriser rasteriser, ConceptNames names) {
  private static final String IN_PACKAGE = "./usr/share/openclipart/svg/";

  /** Flags, playing cards, and themes of desktop icons, whose titles are the theme's. */
  private static final String UNUSED = ".*(flag|icons/[a-z]+-theme|/led/|games/cards/).*";

  private static final int MOST_OF_ONE_TITLE = 15;
  private static final String PICTURES = "pictures/openclipart/";

  /** A drawing on disk and the digest of its pixels. */
  private record Drawn(ClipArt art, String pixels) {
    String path() {
      return PICTURES + art.path().replaceAll("\\.svg$", ".png");
    }
  }

  /** Writes pictures and tables; rows by table. */
  Map<String, Integer> write(Path archive) throws IOException {
    Map<String, byte[]> svgs =
        Archives.readDeb(
            archive, f -> f.startsWith(IN_PACKAGE) && f.endsWith(".svg") && !f.matches(UNUSED));
    List<Drawn> drawn = withOwnTitles(withoutRepetitions(draw(svgs)));
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.put("openclipart-train", captions("openclipart-train", drawn, names::mentionsKept));
    rows.put("openclipart", captions("openclipart", drawn, names::mentionsTested));
    rows.put("drawings", labelled(drawn));
    return rows;
  }

  private List<Drawn> draw(Map<String, byte[]> svgs) throws IOException {
    try {
      return svgs.entrySet().parallelStream()
          .map(e -> draw(e.getKey().substring(IN_PACKAGE.length()), e.getValue()))
          .filter(Objects::nonNull)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Drawn draw(String path, byte[] svg) {
    Optional<ClipArt> art = ClipArt.read(path, svg);
    Optional<BufferedImage> image = art.flatMap(a -> rasteriser.svg(svg));
    if (image.isEmpty() || Rasteriser.oneColour(image.get())) {
      return null;
    }
    Drawn drawn = new Drawn(art.get(), Rasteriser.hash(image.get()));
    try {
      PictureWriter.save(image.get(), folder.resolve(drawn.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return drawn;
  }

  private static List<Drawn> withoutRepetitions(List<Drawn> drawn) {
    Set<String> seen = new HashSet<>();
    return drawn.stream().filter(d -> seen.add(d.pixels())).toList();
  }

  /** A title that many share is a collection's; then the file's name says more. */
  private static List<Drawn> withOwnTitles(List<Drawn> drawn) {
    Map<String, Long> uses = uses(drawn);
    List<Drawn> titled =
        drawn.stream()
            .flatMap(d -> collection(d, uses) ? renamed(d).stream() : Stream.of(d))
            .toList();
    Map<String, Long> left = uses(titled);
    return titled.stream().filter(d -> left.get(d.art().title()) <= MOST_OF_ONE_TITLE).toList();
  }

  private static Map<String, Long> uses(List<Drawn> drawn) {
    return drawn.stream()
        .collect(Collectors.groupingBy(d -> d.art().title(), Collectors.counting()));
  }

  private static boolean collection(Drawn drawn, Map<String, Long> uses) {
    String title = drawn.art().title();
    return uses.get(title) > MOST_OF_ONE_TITLE || title.contains("Clipart");
  }

  private static Optional<Drawn> renamed(Drawn drawn) {
    return drawn.art().titledByFile().map(art -> new Drawn(art, drawn.pixels()));
  }

  private int captions(String name, List<Drawn> drawn, Predicate<String> isKept)
      throws IOException {
    Path file = folder.resolve(name + ".tsv");
    try (TsvFile table = new TsvFile(file, "path", "caption")) {
      for (Drawn d : drawn) {
        if (names.named(d.art().title()).isEmpty() && !isKept.test(d.art().allWords())) {
          List<String> row = new ArrayList<>(List.of(d.path()));
          long seed = d.art().path().hashCode();
          row.addAll(CaptionColumns.of(d.art().title(), d.art().keywords(), seed));
          table.add(row);
        }
      }
      return table.rows();
    }
  }

  private int labelled(List<Drawn> drawn) throws IOException {
    try (TsvFile table =
        new TsvFile(folder.resolve("drawings.tsv"), "path", "class", "caption", "group")) {
      for (Drawn d : drawn) {
        Concept concept = names.named(d.art().title()).orElse(null);
        if (concept != null && !HoldOut.tested(concept)) {
          table.add(List.of(d.path(), concept.label(), d.art().title(), concept.group()));
        }
      }
      return table.rows();
    }
  }
}
