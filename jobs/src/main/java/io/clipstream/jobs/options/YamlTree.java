package io.clipstream.jobs.options;

import io.clipstream.schemas.Quoting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What the nodes of a YAML document say: maps, lists, texts and nulls. Aliases are written out, and
 * what they make of a small file is bounded.
 */
final class YamlTree {
  private static final int MAX_NODES = 5_000_000;

  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  private YamlTree() {}

  /**
   * The tree below a node.
   *
   * @param root null for a document that holds nothing
   * @throws YAMLException if there are keys twice, keys that are no texts, types of YAML's own, or
   *     aliases that lead to themselves or stand for too much
   */
  static Object of(Node root) {
    return root == null ? null : new YamlTree().value(root);
  }

  /**
   * The line, from 1 on, of what lies at a place.
   *
   * @param place names of fields and positions in lists, followed as far as it leads
   */
  static int line(Node root, List<?> place) {
    Node at = root;
    int line = number(root);
    for (Object step : place) {
      Optional<NodeTuple> next = next(at, step);
      if (next.isEmpty()) {
        break;
      }
      line = number(next.get().getKeyNode());
      at = next.get().getValueNode();
    }
    return line;
  }

  /** What says so, and what it says; of an item of a list both are the item. */
  private static Optional<NodeTuple> next(Node at, Object step) {
    if (at instanceof MappingNode map) {
      return map.getValue().stream()
          .filter(
              field -> field.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step))
          .findFirst();
    }
    if (at instanceof SequenceNode list
        && step instanceof Integer position
        && position < list.getValue().size()) {
      Node item = list.getValue().get(position);
      return Optional.of(new NodeTuple(item, item));
    }
    return Optional.empty();
  }

  private static int number(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private Object value(Node node) {
    if (++nodes > MAX_NODES) {
      throw wrong(node, "it and what its aliases stand for is more than " + MAX_NODES + " values");
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar);
    }
    if (!open.add(node)) {
      throw wrong(node, "an alias stands within what it stands for");
    }
    Object value = node instanceof SequenceNode list ? list(list) : map((MappingNode) node);
    open.remove(node);
    return value;
  }

  private static String scalar(ScalarNode node) {
    if (node.getTag().equals(Tag.NULL)) {
      return null;
    }
    // What merges in front of a colon is a text elsewhere.
    return node.getTag().equals(Tag.MERGE) ? node.getValue() : expect(node, Tag.STR).getValue();
  }

  private List<Object> list(SequenceNode node) {
    List<Object> list = new ArrayList<>();
    expect(node, Tag.SEQ).getValue().forEach(item -> list.add(value(item)));
    return list;
  }

  private Map<String, Object> map(MappingNode node) {
    Map<String, Object> own = new LinkedHashMap<>();
    Map<String, Object> all = new LinkedHashMap<>();
    Set<String> keys = new HashSet<>();
    for (NodeTuple field : expect(node, Tag.MAP).getValue()) {
      String key = key(field.getKeyNode());
      if (!keys.add(key)) {
        throw wrong(field.getKeyNode(), "duplicate key " + key);
      }
      if (field.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(field.getValueNode(), all);
      } else {
        own.put(key, value(field.getValueNode()));
      }
    }
    all.putAll(own);
    return all;
  }

  private String key(Node node) {
    if (value(node) instanceof String key) {
      return key;
    }
    throw wrong(node, "a key is no text; ~, null and nothing at all are one in quotes");
  }

  /** The fields of a map, or of the maps of a list, of which the first that has one counts. */
  private void merge(Node node, Map<String, Object> fields) {
    for (Node part : node instanceof SequenceNode list ? list.getValue() : List.of(node)) {
      if (!(value(part) instanceof Map<?, ?> map)) {
        throw wrong(part, "expected a map to merge, or a list of such");
      }
      for (Map.Entry<?, ?> field : map.entrySet()) {
        if (!fields.containsKey(field.getKey())) {
          fields.put((String) field.getKey(), field.getValue());
        }
      }
    }
  }

  private static <N extends Node> N expect(N node, Tag tag) {
    if (!node.getTag().equals(tag)) {
      throw wrong(node, "tag " + node.getTag() + ", expected none; all is text as written");
    }
    return node;
  }

  private static YAMLException wrong(Node node, String problem) {
    return new YAMLException("line " + number(node) + ": " + Quoting.clip(problem, 200));
  }
}
