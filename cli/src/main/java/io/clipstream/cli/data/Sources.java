package io.clipstream.cli.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where pictures come from, as {@code sources.yaml} describes it.
 *
 * @param designs of emoji, for training
 * @param evaluated a design that is never trained on
 * @param icons sets of icons that are called by their names
 * @param kinds what concepts of a subgroup of emoji are, by emojibase's key
 * @param cut words that are taken off the end of an icon's name
 * @param unused words of icons that show no thing
 */
record Sources(
    List<Design> designs,
    Design evaluated,
    List<Icons> icons,
    Map<String, String> kinds,
    String cut,
    String unused) {
  /**
   * A set of icons in iconify's format.
   *
   * @param name folder of its pictures
   * @param packageName the package that it comes in
   * @param licence SPDX identifier
   * @param keep expression that the whole name of an icon matches, or it is left out
   */
  record Icons(
      String name, @JsonProperty("package") String packageName, String licence, String keep) {
    Icons {
      keep = keep == null ? ".*" : keep;
    }
  }

  Sources {
    designs = List.copyOf(designs);
    icons = List.copyOf(icons);
    kinds = Map.copyOf(kinds);
  }

  /** Those that ship with this program. */
  static Sources shipped() {
    try {
      return new ObjectMapper(new YAMLFactory())
          .readValue(Resources.text("sources.yaml"), Sources.class);
    } catch (JsonProcessingException e) {
      throw new DataException("sources.yaml does not read: " + e.getOriginalMessage(), e);
    }
  }

  /** The licence of what is trained on from a package; empty if nothing is. */
  Optional<String> licenceOfTrained(String packageName) {
    Stream<String> ofDesigns =
        designs.stream()
            .filter(design -> design.packageName().equals(packageName))
            .map(Design::licence);
    Stream<String> ofIcons =
        icons.stream().filter(set -> set.packageName().equals(packageName)).map(Icons::licence);
    return Stream.concat(ofDesigns, ofIcons).findFirst();
  }
}
