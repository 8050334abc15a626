package io.clipstream.cli.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One drawing of the emoji: a set of pictures by one hand.
 *
 * @param name folder of its pictures
 * @param packageName the package that it comes in
 * @param licence SPDX identifier
 * @param layout how the package holds the pictures
 * @param tests whether its pictures of concepts that are kept from training are in the tests; sets
 *     that came later are not, so that the tests stay what they were
 */
record Design(
    String name,
    @JsonProperty("package") String packageName,
    String licence,
    Layout layout,
    boolean tests) {
  /** How a package holds pictures. */
  enum Layout {
    /** One JSON file with all icons by name, in iconify's format. */
    ICONIFY,
    /** {@code package/color/svg/1F600.svg}. */
    SVG_FILES,
    /** {@code package/assets/1f600.webp}. */
    WEBP_FILES
  }
}
