package io.clipstream.cli;

import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream watch}: the tags as they come. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Prints tags as they come, those of committed transactions only.",
    footer = {
      "",
      "Examples:",
      "  clipstream watch --label cat --min-score 0.8",
      "  clipstream watch --from-beginning --json --count 100"
    })
final class WatchCommand implements Callable<Integer> {
  @Mixin private KafkaConnection kafka;

  @Option(names = "--label", paramLabel = "L", description = "Only pictures with this tag.")
  private String label;

  @Option(
      names = "--min-score",
      paramLabel = "S",
      defaultValue = "0",
      description = "Only tags of at least this score, 0 to 1.")
  private double minScore;

  @Option(names = "--json", description = "One JSON object a line, whole events.")
  private boolean json;

  @Option(names = "--from-beginning", description = "Also what was tagged before.")
  private boolean fromBeginning;

  @Option(names = "--count", paramLabel = "N", description = "Stop after so many. Default: never.")
  private Long count;

  @Spec private CommandSpec spec;

  private AvroCodec<TagEvent> codec;
  private long shown;

  @Override
  public Integer call() {
    if (!(minScore >= 0 && minScore <= 1)) {
      throw new SettingException("--min-score is " + minScore + ", expected 0 to 1");
    }
    if (count != null && count < 1) {
      throw new SettingException("--count is " + count + ", expected 1 or more");
    }
    codec = kafka.codec(TagEvent.class, Topic.TAGS);
    try (KafkaClients clients = kafka.connect()) {
      TopicReader.follow(clients, kafka.name(Topic.TAGS), fromBeginning, this::take);
    }
    return 0;
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> problem =
        codec
            .decode(record.value())
            .match(
                event -> {
                  take(event);
                  return Optional.empty();
                },
                failed -> Optional.of(unreadable(record, failed)));
    problem.ifPresent(why -> spec.commandLine().getErr().println("clipstream: " + why));
    // Whoever read this may have gone: watch | head -1.
    return (count == null || shown < count) && !spec.commandLine().getOut().checkError();
  }

  private void take(TagEvent event) {
    if (wanted(event)) {
      print(event);
      shown++;
    }
  }

  private static String unreadable(
      ConsumerRecord<byte[], byte[]> record, Decoding.Failed<TagEvent> failed) {
    return "%s-%d@%d: %s"
        .formatted(record.topic(), record.partition(), record.offset(), failed.message());
  }

  private boolean wanted(TagEvent event) {
    return event.getTags().stream().anyMatch(this::wanted) || (label == null && minScore == 0);
  }

  private boolean wanted(Tag tag) {
    return tag.getScore() >= minScore && (label == null || label.equals(tag.getLabel()));
  }

  private void print(TagEvent event) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Output.json(out, TagText.fields(event));
    } else {
      out.println(TagText.line(event, minScore));
      out.flush();
    }
  }
}
