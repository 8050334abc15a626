package io.clipstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Settings of Kafka's clients on the command line, {@code --kafka.KEY=VALUE} or {@code --kafka.KEY
 * VALUE}, and names of topics, {@code --topic.USE=NAME}: spelt as the jobs spell them. They become
 * values of one option each, since Kafka's settings are too many to be declared.
 */
final class KafkaFlags {
  static final String SETTING = "--kafka-setting";
  static final String TOPIC = "--topic-name";
  private static final Map<String, String> PREFIXES =
      Map.of("--kafka.", SETTING, "--topic.", TOPIC);

  private static final int PREFIX_LENGTH = "--kafka.".length();

  private KafkaFlags() {}

  /** The arguments of any command but {@code job}, whose arguments are the job's own. */
  static String[] rewritten(String... arguments) {
    if (arguments.length > 0 && arguments[0].equals("job")) {
      return arguments;
    }
    List<String> rewritten = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.length() <= PREFIX_LENGTH || option(argument) == null) {
        rewritten.add(argument);
        continue;
      }
      String setting = argument.substring(PREFIX_LENGTH);
      if (setting.indexOf('=') < 0 && i + 1 < arguments.length) {
        setting += "=" + arguments[++i];
      }
      rewritten.add(option(argument) + "=" + setting);
    }
    return rewritten.toArray(String[]::new);
  }

  private static String option(String argument) {
    return PREFIXES.get(argument.substring(0, PREFIX_LENGTH));
  }
}
