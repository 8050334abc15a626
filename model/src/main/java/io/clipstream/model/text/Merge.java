package io.clipstream.model.text;

import static java.util.Objects.requireNonNull;

/** One learned merge: the two neighbouring pieces that become one. */
record Merge(String left, String right) {
  Merge {
    requireNonNull(left, "left is null");
    requireNonNull(right, "right is null");
  }

  String merged() {
    return left + right;
  }
}
