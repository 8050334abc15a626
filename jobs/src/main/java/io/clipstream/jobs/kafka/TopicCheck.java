package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whether the topics are there and kept as a job needs them, before it starts. */
public final class TopicCheck {
  /** What the headers of a dead letter may add to a record, in bytes. */
  public static final int DEAD_LETTER_OVERHEAD = 64 << 10;

  private static final Log LOG = Log.of(TopicCheck.class);
  private static final String WHOLE_HISTORY = "for a control log keeps its whole history";
  private static final String MAX_BYTES = "max.message.bytes";

  private final List<String> inputs;
  private final ControlLogs control;
  private final Map<String, TopicState> states;
  private final List<String> problems = new ArrayList<>();

  private TopicCheck(List<String> inputs, ControlLogs control, Map<String, TopicState> states) {
    this.inputs = inputs;
    this.control = control;
    this.states = states;
  }

  /**
   * Looks at every topic of a tagging job. Fewer partitions than subtasks are a warning in the log.
   *
   * @param leases topic with the leases of the jobs' names
   * @param parallelism of the job
   * @return bytes of a record at most, by topic
   * @throws ResourceException if Kafka does not answer, or a topic is missing or kept otherwise; it
   *     names everything that is wrong, and the command that makes topics
   */
  public static Map<String, Integer> check(
      KafkaSettings kafka, TaggingTopics topics, String leases, int parallelism) {
    TopicCheck check =
        checked(
            kafka,
            topics.inputs(),
            topics.control(),
            List.of(topics.tags(), topics.status()),
            leases);
    int partitions =
        topics.images().stream().mapToInt(name -> check.states.get(name).partitions()).sum();
    idleSubtasks(topics.images(), partitions, parallelism)
        .ifPresent(words -> LOG.with(LogKey.DETAIL, words).warn("subtasks are idle"));
    return check.limits();
  }

  /**
   * Looks at the topics of any job.
   *
   * @param inputs topics that have a dead-letter topic each
   * @param others topics that only need to be there
   * @param leases topic with the leases of the jobs' names
   * @throws ResourceException as {@link #check(KafkaSettings, TaggingTopics, String, int)} does
   */
  public static Map<String, Integer> check(
      KafkaSettings kafka,
      List<String> inputs,
      ControlLogs control,
      List<String> others,
      String leases) {
    return checked(kafka, inputs, control, others, leases).limits();
  }

  private static TopicCheck checked(
      KafkaSettings kafka,
      List<String> inputs,
      ControlLogs control,
      List<String> others,
      String leases) {
    List<String> names =
        Stream.of(
                inputs,
                others,
                List.of(leases),
                control.topics(),
                inputs.stream().map(Topic::deadLetter).toList())
            .flatMap(List::stream)
            .distinct()
            .toList();
    TopicCheck check = new TopicCheck(inputs, control, TopicState.read(kafka, names));
    check.all(names);
    check.leases(leases);
    check.report(kafka);
    return check;
  }

  private Map<String, Integer> limits() {
    Map<String, Integer> limits = new TreeMap<>();
    states.forEach((name, state) -> limits.put(name, state.number(MAX_BYTES)));
    return limits;
  }

  /** Each partition is read and tagged by one subtask, which keeps the order of its images. */
  static Optional<String> idleSubtasks(List<String> images, int partitions, int parallelism) {
    if (partitions >= parallelism) {
      return Optional.empty();
    }
    return Optional.of(
        "topic %s has %d partitions for the job's %d subtasks: %d of them get no images; lower the parallelism or add partitions"
            .formatted(
                String.join(", ", images), partitions, parallelism, parallelism - partitions));
  }

  private void all(List<String> names) {
    names.stream()
        .filter(name -> !states.containsKey(name))
        .forEach(name -> problems.add("topic '" + name + "' does not exist"));
    control.topics().stream().filter(states::containsKey).forEach(this::controlLog);
    inputs.stream().filter(states::containsKey).forEach(this::deadLetters);
  }

  private void leases(String name) {
    if (states.containsKey(name)) {
      oneOrder(name);
      Topic.LEASES
          .kafkaSettings()
          .forEach(
              (key, expected) -> setting(name, key, expected, "so that it stays small and right"));
    }
  }

  private void oneOrder(String name) {
    TopicState state = states.get(name);
    if (state.partitions() != 1) {
      problems.add(
          "topic '%s' has %d partitions, expected 1 so that it has one order"
              .formatted(name, state.partitions()));
    }
  }

  private void controlLog(String name) {
    oneOrder(name);
    Topic.LABEL_SETS
        .kafkaSettings()
        .forEach((key, expected) -> setting(name, key, expected, WHOLE_HISTORY));
  }

  private void setting(String name, String key, String expected, String why) {
    String found = states.get(name).settings().get(key);
    if (!expected.equals(found)) {
      problems.add(
          "topic '%s': %s is %s, expected %s, %s".formatted(name, key, found, expected, why));
    }
  }

  private void deadLetters(String input) {
    String name = Topic.deadLetter(input);
    if (!states.containsKey(name)) {
      return;
    }
    int found = states.get(name).number(MAX_BYTES);
    long expected = (long) states.get(input).number(MAX_BYTES) + DEAD_LETTER_OVERHEAD;
    if (found < expected) {
      problems.add(
          "topic '%s': %s is %d, expected at least %d, which is 64 KiB above %s"
              .formatted(name, MAX_BYTES, found, expected, input));
    }
  }

  private void report(KafkaSettings kafka) {
    if (!problems.isEmpty()) {
      throw new ResourceException(
          "%s. 'clipstream topics create --kafka %s' makes missing topics and says how to change others"
              .formatted(String.join("; ", problems), kafka.bootstrapServers()));
    }
  }
}
