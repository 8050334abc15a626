package io.clipstream.cli.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Draws icons that are called by their names, for training, less what names a concept that is kept
 * for a test.
 *
 * @param folder the data set's
 * @param moreNames for captions of those that are called as a concept is
 * @param messages takes lines for people
 */
record IconTables(
    Path folder,
    Rasteriser rasteriser,
    ConceptNames names,
    IconTitles titles,
    MoreNames moreNames,
    Consumer<String> messages) {
  /** A set may draw a thing in two ways, a line and a filled shape for example. */
  private static final int MOST_OF_ONE_TITLE = 3;

  /** An icon to draw. */
  private record Icon(String set, String name, String title) {
    String path() {
      return "pictures/" + set + "/" + name + ".png";
    }
  }

  /** An icon on disk and the digest of its pixels. */
  private record Drawn(Icon icon, String pixels) {}

  /** Writes pictures and tables; rows by table. */
  Map<String, Integer> write(List<Sources.Icons> sets, Map<String, Path> archives)
      throws IOException {
    List<Icon> icons = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Sources.Icons set : sets) {
      List<Drawn> drawn = draw(set, archives.get(set.packageName()));
      drawn.stream().filter(d -> seen.add(d.pixels())).forEach(d -> icons.add(d.icon()));
      messages.accept(set.name() + ": " + drawn.size() + " pictures");
    }
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.put("icons-train", captions("icons-train", icons, title -> !names.mentionsKept(title)));
    rows.put("icons-all", captions("icons-all", icons, title -> true));
    return rows;
  }

  private List<Drawn> draw(Sources.Icons set, Path archive) throws IOException {
    Map<String, byte[]> files = Archives.readTgz(archive, f -> f.endsWith("/icons.json"));
    IconSet icons = new IconSet(Archives.text(files, "package/icons.json"));
    try {
      return chosen(set, icons).parallelStream()
          .map(icon -> draw(icon, icons))
          .filter(Objects::nonNull)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<Icon> chosen(Sources.Icons set, IconSet icons) {
    Map<String, Integer> uses = new HashMap<>();
    List<Icon> chosen = new ArrayList<>();
    for (String name : icons.names()) {
      titles
          .of(name)
          .filter(title -> name.matches(set.keep()) && !names.mentionsTested(title))
          .filter(title -> uses.merge(title, 1, Integer::sum) <= MOST_OF_ONE_TITLE)
          .ifPresent(title -> chosen.add(new Icon(set.name(), name, title)));
    }
    return chosen;
  }

  private Drawn draw(Icon icon, IconSet icons) {
    Optional<BufferedImage> image = icons.svg(icon.name()).flatMap(rasteriser::svg);
    if (image.isEmpty() || Rasteriser.oneColour(image.get())) {
      return null;
    }
    try {
      PictureWriter.save(image.get(), folder.resolve(icon.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Drawn(icon, Rasteriser.hash(image.get()));
  }

  private int captions(String name, List<Icon> icons, Predicate<String> which) throws IOException {
    try (TsvFile table = new TsvFile(folder.resolve(name + ".tsv"), "path", "caption")) {
      for (Icon icon : icons) {
        if (which.test(icon.title())) {
          List<String> row = new ArrayList<>(List.of(icon.path()));
          Optional<Concept> concept = names.named(icon.title());
          List<String> words = concept.map(Concept::keywords).orElse(List.of());
          row.addAll(CaptionColumns.of(icon.title(), words, icon.path().hashCode()));
          row.addAll(concept.map(moreNames::of).orElse(List.of()));
          table.add(row);
        }
      }
      return table.rows();
    }
  }
}
