package io.clipstream.cli.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What else a concept may be called in captions: what kind of thing it is, and its names in other
 * languages. Each is a column more, of the same probability as the others.
 *
 * @param byConcept further captions by the concept's id
 */
record MoreNames(Map<String, List<String>> byConcept) {
  /** None. */
  static final MoreNames NONE = new MoreNames(Map.of());

  MoreNames {
    byConcept = Map.copyOf(byConcept);
  }

  /** For one concept; often none. */
  List<String> of(Concept concept) {
    return byConcept.getOrDefault(concept.id(), List.of());
  }

  /**
   * Kinds, as captions by themselves and beside the name.
   *
   * @param kinds of concepts by id, for example {@code fruit}
   */
  static MoreNames ofKinds(Map<String, Concept> concepts, Map<String, String> kinds) {
    Map<String, List<String>> captions = new HashMap<>();
    kinds.forEach(
        (id, kind) -> {
          if (concepts.containsKey(id)) {
            captions.put(id, List.of(kind, concepts.get(id).label() + ", " + kind));
          }
        });
    return new MoreNames(captions);
  }

  /**
   * Names in one more language.
   *
   * @param names by the concept's id
   */
  MoreNames with(Map<String, String> names) {
    Map<String, List<String>> all = new HashMap<>(byConcept);
    names.forEach(
        (id, name) -> {
          List<String> captions = new ArrayList<>(all.getOrDefault(id, List.of()));
          captions.add(name);
          all.put(id, List.copyOf(captions));
        });
    return new MoreNames(all);
  }
}
