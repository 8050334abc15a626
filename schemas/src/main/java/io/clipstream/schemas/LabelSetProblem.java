package io.clipstream.schemas;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is wrong with a label set.
 *
 * @param message subject, received and expected, in a line
 * @param place where it is: names of fields and positions in lists, from 0 on, from the set
 *     inwards; empty if it is the whole set
 */
public record LabelSetProblem(String message, List<Object> place) {
  public LabelSetProblem {
    requireNonNull(message, "message is null");
    place = List.copyOf(place);
  }
}
