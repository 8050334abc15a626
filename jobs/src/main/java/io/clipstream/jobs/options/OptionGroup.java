package io.clipstream.jobs.options;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/**
 * Options that belong together.
 *
 * @param title of their section in the documentation
 * @param about a sentence or two that hold for all of them, may be empty
 */
public record OptionGroup(String title, String about, List<ConfigOption<?>> options) {
  public OptionGroup {
    options = List.copyOf(options);
  }
}
