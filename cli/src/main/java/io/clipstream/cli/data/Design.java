package io.clipstream.cli.data;

import java.util.List;

/**
 * One drawing of the emoji: a set of pictures by one hand.
 *
 * @param name folder of its pictures
 * @param packageName the package that it comes in
 * @param licence SPDX identifier
 * @param layout how the package holds the pictures
 */
record Design(String name, String packageName, String licence, Layout layout) {
  /** How a package holds pictures. */
  enum Layout {
    /** One JSON file with all icons by name, in iconify's format. */
    ICONIFY,
    /** {@code package/color/svg/1F600.svg}. */
    SVG_FILES,
    /** {@code package/assets/1f600.webp}. */
    WEBP_FILES
  }

  /** Share-alike pictures are for evaluation only: a checkpoint trained on them would inherit. */
  static final Design EVALUATED =
      new Design("openmoji", "openmoji", "CC-BY-SA-4.0", Layout.SVG_FILES);

  /** The permissively licensed designs, for training. */
  static final List<Design> TRAINED =
      List.of(
          iconify("noto", "Apache-2.0"),
          iconify("twemoji", "CC-BY-4.0"),
          iconify("fluent-emoji-flat", "MIT"),
          new Design("fluent-emoji-3d", "@lobehub/fluent-emoji-3d", "MIT", Layout.WEBP_FILES),
          iconify("emojione", "CC-BY-4.0"),
          iconify("noto-v1", "Apache-2.0"),
          iconify("fxemoji", "Apache-2.0"));

  private static Design iconify(String name, String licence) {
    return new Design(name, "@iconify-json/" + name, licence, Layout.ICONIFY);
  }
}
