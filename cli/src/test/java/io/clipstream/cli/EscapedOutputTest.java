package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EscapedOutputTest {
  /** C0, DEL, C1, every direction, separators and a mark, in one name. */
  private static final String HOSTILE =
      "a\033]0;pwned\007b\bc\r\n\td\177\u0085\u009b31me\u061c\u200e\u200f\u202a\u202e\u2066\u2069"
          + "\u2028\u2029\ufeffz";

  private static final String HARMLESS = "snow ☃, 日本, سلام, \uD83D\uDC69\u200D\uD83D\uDE80";

  @TempDir Path folder;

  @Test
  void namesOfFilesDoNothingToATerminal() throws Exception {
    Path model = SmallCheckpoint.write(folder.resolve("model"), 1).directory();
    Path picture = folder.resolve(HOSTILE + ".png");
    Files.writeString(picture, "no picture");
    CommandRun ran = CommandRun.of("tag", picture, "--labels", "cat,dog", "--model", model);
    assertPlain(ran);
    assertThat(ran.lines()).hasSize(1);
    assertThat(ran.lines().get(0).split("\t")).hasSize(2);
    assertThat(ran.out())
        .contains("a\\u001b]0;pwned\\u0007b")
        .contains("\\u202e")
        .contains("z.png");
  }

  @Test
  void jsonStaysJsonAndSaysTheSameName() throws Exception {
    Path model = SmallCheckpoint.write(folder.resolve("model"), 1).directory();
    Path picture = folder.resolve(HOSTILE + HARMLESS + ".png");
    Files.writeString(picture, "no picture");
    CommandRun ran =
        CommandRun.of("tag", picture, "--labels", "cat,dog", "--model", model, "--json");
    assertPlain(ran);
    List<JsonNode> json = ran.json();
    assertThat(json).hasSize(1);
    assertThat(json.get(0).get("path").textValue()).isEqualTo(picture.toString());
    assertThat(ran.out()).contains(HARMLESS);
  }

  @Test
  void labelsAndTextsAreShownEscaped() {
    Path model = SmallCheckpoint.write(folder.resolve("model"), 1).directory();
    Path picture = TwoColours.picture(folder.resolve("p.png"), Color.RED, Color.GREEN);
    assertPlain(CommandRun.of("tag", picture, "--labels", HOSTILE + ",dog", "--model", model));
    assertPlain(CommandRun.of("model", "tokenize", model, HOSTILE));
    assertPlain(CommandRun.of("model", "tokenize", model, HOSTILE, "--json"));
  }

  @Test
  void errorsOfUsageAndTracesAreShownEscaped() {
    for (String[] arguments :
        new String[][] {
          {"--" + HOSTILE},
          {HOSTILE},
          {"tag", "--top", HOSTILE, "x"},
          {"tag", "--labels", "a", "--scoring", HOSTILE, "x"},
          {"model", "info", HOSTILE},
          {"model", "info", HOSTILE, "--verbose"},
          {"topics", "create", "--kafka", HOSTILE},
          {"job", "tagging", "--" + HOSTILE, "x"},
          {"job", "tagging", "--config", HOSTILE},
          {"eval", "zero-shot", HOSTILE, "--model", HOSTILE},
          {"train", "--data", HOSTILE, "-o", HOSTILE}
        }) {
      CommandRun ran = CommandRun.of((Object[]) arguments);
      assertPlain(ran);
      assertThat(ran.exit()).isNotZero();
      assertThat(ran.err()).contains("clipstream: ");
    }
  }

  @Test
  void whatFilesHoldIsShownEscaped() throws Exception {
    for (String config :
        List.of(
            "{\"model_cfg\":tr\u009b31mue}",
            "{\"\\u001b[31m\\u202e\":1,\"\\u001b[31m\\u202e\":2}",
            "{\"model_cfg\":\"\\u009b\"}")) {
      Path model = Files.createTempDirectory(folder, "model");
      Files.writeString(model.resolve("open_clip_config.json"), config);
      CommandRun ran = CommandRun.of("model", "info", model);
      assertPlain(ran);
      assertThat(ran.err()).contains("open_clip_config.json").contains("\\u");
    }
    Path yaml = Files.writeString(folder.resolve("job.yaml"), "\"a\\e\\u202Eb\": 1\n");
    assertPlain(CommandRun.of("job", "tagging", "--config", yaml));
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "a: [\033[31m\n");
    assertPlain(CommandRun.of("job", "tagging", "--config", broken));
  }

  @Test
  void whatACheckpointHoldsIsShownEscaped() throws Exception {
    Path model = SmallCheckpoint.write(folder.resolve("model"), 1).directory();
    String name = "\\u001b]0;pwned\\u0007\\u009b31m\\u202e";
    Path tokenizer = model.resolve("tokenizer.json");
    String good = Files.readString(tokenizer);
    for (String id : List.of("\"" + name + "\"", "{\"" + name + "\":1}")) {
      Files.writeString(tokenizer, good.replaceFirst("\"!\" : 0", "\"!\" : " + quoted(id)));
      assertShown(CommandRun.of("model", "tokenize", model, "a"), "tokenizer.json");
    }
    Files.writeString(tokenizer, good.replaceFirst("\"BPE\"", "\"" + quoted(name) + "\""));
    assertShown(CommandRun.of("model", "tokenize", model, "a"), "tokenizer.json");
    for (String header :
        List.of(
            "{\"a\":{\"%s\":1}}".formatted(name),
            "{\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}".formatted(name))) {
      byte[] json = header.getBytes(StandardCharsets.UTF_8);
      Files.write(
          model.resolve("model.safetensors"),
          ByteBuffer.allocate(8 + json.length + 4)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(json.length)
              .put(json)
              .array());
      assertShown(CommandRun.of("model", "info", model), "model.safetensors");
    }
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  private static void assertShown(CommandRun ran, String file) {
    assertPlain(ran);
    assertThat(ran.exit()).isNotZero();
    assertThat(ran.err())
        .contains(file)
        .containsIgnoringCase("\\u001b]0;pwned\\u0007\\u009b31m\\u202e");
  }

  @Test
  void theTableOfTheDemoOnlyMovesTheCursorItself() {
    StringWriter screen = new StringWriter();
    DemoTable table = new DemoTable(new PrintWriter(screen), HOSTILE, () -> TerminalSize.USUAL);
    table.tagged(event(), 17);
    table.notice(HOSTILE);
    table.rejected(refused());
    table.end(new DemoCounts());
    assertPlain(screen.toString().replaceAll("\033\\[(\\?7[hl]|K|J)", ""));
    assertThat(screen.toString().lines()).hasSize(7); // the last has no text
  }

  @Test
  void recordsOfTopicsAreShownOnOneLineEach() {
    String tagged = print(out -> out.println(TagText.line(event(), 0)));
    String refused = print(out -> out.println(refused().line()));
    String json = print(out -> Output.json(out, AvroText.fields(event())));
    for (String line : List.of(tagged, refused, json)) {
      assertPlain(line);
      assertThat(line.lines()).hasSize(1);
    }
    assertThat(tagged.split("\t")).hasSize(4);
    assertThat(refused.split("\t")).hasSize(4);
  }

  @Test
  void linesThatArePrintedWithAFormatAreOneLine() {
    assertThat(print(out -> out.printf(Locale.ROOT, "%s is %.1f%n", "a\nb\u202e", 2.5)))
        .isEqualToIgnoringNewLines("a\\u000ab\\u202e is 2.5");
  }

  @Test
  void logLinesAndTracesAreShownEscaped() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream to = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PrintStream log = new SafeStream(to, StandardCharsets.UTF_8)) {
      log.println("[main] WARN " + HOSTILE);
      log.print((Object) HOSTILE);
      log.printf("%s", HOSTILE);
      new IllegalStateException(HOSTILE).printStackTrace(log);
    }
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertPlain(said);
    assertThat(said.lines().findFirst().orElseThrow()).endsWith("\\ufeffz");
  }

  private static TagEvent event() {
    return TagEvent.newBuilder()
        .setImageId(HOSTILE)
        .setOrigin(new Origin("images", 0, 7L, null))
        .setTags(List.of(new Tag(HOSTILE, 0.2f, 0.93f, Action.TAG, true)))
        .setDecision(Decision.TAG)
        .setCheckpointId(HOSTILE)
        .setEmbeddingSpaceId("c1")
        .setLabelSetId(HOSTILE)
        .setLabelSetRevision(3)
        .setLabelSetHash("0".repeat(64))
        .setAttributes(Map.of(HOSTILE, HOSTILE))
        .setTaggedAt(Instant.EPOCH)
        .build();
  }

  private static Refused refused() {
    byte[] hostile = HOSTILE.getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("images.dlq", 0, 1, hostile, hostile);
    for (String name : List.of("topic", "exception.class.name", "exception.message")) {
      record.headers().add("__connect.errors." + name, hostile);
    }
    return Refused.of(record);
  }

  private interface Prints {
    void on(PrintWriter out);
  }

  private static String print(Prints prints) {
    StringWriter text = new StringWriter();
    prints.on(SafeWriter.on(new PrintWriter(text)));
    return text.toString();
  }

  private static void assertPlain(CommandRun ran) {
    assertPlain(ran.out());
    assertPlain(ran.err());
  }

  /** Nothing but line breaks and tabs that acts on a terminal. */
  private static void assertPlain(String text) {
    assertThat(text.chars().filter(EscapedOutputTest::acts).boxed()).as(text).isEmpty();
  }

  private static boolean acts(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t'
        || "\u061c\u200e\u200f\u2028\u2029\ufeff".indexOf(c) >= 0
        || c >= 0x202a && c <= 0x202e
        || c >= 0x2066 && c <= 0x2069;
  }
}
