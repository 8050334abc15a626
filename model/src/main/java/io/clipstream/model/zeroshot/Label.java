package io.clipstream.model.zeroshot;

import io.clipstream.model.ModelException;
import java.util.List;

/**
 * A label and what describes it.
 *
 * @param name what a tag is called
 * @param prompts one or more ways to say it, each put into every prompt template
 */
public record Label(String name, List<String> prompts) {
  public Label {
    prompts = List.copyOf(prompts);
    if (name.isBlank()) {
      throw new ModelException("a label's name is empty");
    }
    if (prompts.isEmpty() || prompts.stream().anyMatch(String::isBlank)) {
      throw new ModelException("label '" + name + "' has an empty prompt or none");
    }
  }

  /** A label that is described by its name. */
  public static Label of(String name) {
    return new Label(name, List.of(name));
  }
}
