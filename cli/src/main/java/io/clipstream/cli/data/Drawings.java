package io.clipstream.cli.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The pictures of one design, drawn on demand. */
interface Drawings {
  /** The picture of {@code concept}; empty if the design has none or nothing of it is visible. */
  Optional<BufferedImage> draw(Concept concept, Rasteriser rasteriser) throws IOException;

  /**
   * The pictures of {@code design} in its package.
   *
   * @throws DataException if the package is laid out differently
   */
  static Drawings open(Design design, Path archive, IconNames names) throws IOException {
    switch (design.layout()) {
      case ICONIFY:
        Map<String, byte[]> set = Archives.readTgz(archive, f -> f.endsWith("s.json"));
        IconSet icons = new IconSet(Archives.text(set, "package/icons.json"));
        IconNames.Of of = names.of(design.name(), Archives.text(set, "package/chars.json"));
        return (concept, rasteriser) ->
            of.candidates(concept).stream()
                .flatMap(name -> icons.svg(name).stream())
                .findFirst()
                .flatMap(rasteriser::svg);
      case SVG_FILES:
        Map<String, byte[]> svgs = files(archive, "package/color/svg/", ".svg");
        return (concept, rasteriser) ->
            Optional.ofNullable(svgs.get(concept.id())).flatMap(rasteriser::svg);
      case WEBP_FILES:
        Map<String, byte[]> webps = files(archive, "package/assets/", ".webp");
        return (concept, rasteriser) -> {
          byte[] webp = webps.get(concept.id());
          return webp == null ? Optional.empty() : rasteriser.picture(webp);
        };
      default:
        throw new AssertionError(design.layout());
    }
  }

  private static Map<String, byte[]> files(Path archive, String folder, String suffix)
      throws IOException {
    Map<String, byte[]> byId = new TreeMap<>();
    String named = folder + "[0-9a-fA-F-]+" + suffix;
    Archives.readTgz(archive, path -> path.matches(named))
        .forEach(
            (path, bytes) -> {
              String code = path.substring(folder.length(), path.length() - suffix.length());
              byId.put(EmojiCatalogue.id(code), bytes);
            });
    if (byId.isEmpty()) {
      throw new DataException(archive + ": holds no " + folder + "*" + suffix);
    }
    return byId;
  }
}
