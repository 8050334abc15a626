package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.LogitBias;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;
  private Path data;
  private Path architecture;

  @BeforeEach
  void write() throws IOException {
    data = TrainingData.folder(dir.resolve("data"));
    architecture = TrainingData.architecture(dir);
  }

  private static CommandRun run(List<String> arguments) {
    return CommandRun.of(arguments.toArray());
  }

  private List<String> train(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--data", data.toString()));
    arguments.addAll(List.of("--architecture", architecture.toString()));
    arguments.addAll(List.of("--output", dir.resolve("model").toString()));
    arguments.addAll(List.of("--threads", "1"));
    List<String> given = List.of(more);
    if (!given.contains("--batch")) {
      arguments.addAll(List.of("--batch", "10"));
    }
    if (!given.contains("--device")) {
      arguments.addAll(List.of("--device", "cpu"));
    }
    arguments.addAll(given);
    return arguments;
  }

  /** The file of weights in its numbers of 16 bits; so small a step may turn -0 into 0. */
  private static short[] halves(Path checkpoint) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint.resolve("model.safetensors"));
    ShortBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    short[] halves = new short[numbers.remaining()];
    for (int i = 0; i < halves.length; i++) {
      short half = numbers.get(i);
      halves[i] = half == Short.MIN_VALUE ? 0 : half;
    }
    return halves;
  }

  @Test
  void aSecondPhaseBeginsWithTheCheckpoint() throws IOException {
    assertThat(run(train("--steps", "4")).exit()).isZero();
    Path first = dir.resolve("model");
    Path second = dir.resolve("second");
    CommandRun trained =
        CommandRun.of(
            "train",
            "--data",
            data,
            "--from",
            first,
            "--output",
            second,
            "--steps",
            1,
            "--batch",
            10,
            "--rate",
            "1e-30",
            "--warm-up",
            0,
            "--threads",
            1,
            "--device",
            "cpu");
    assertThat(trained.exit()).as(trained.err()).isZero();
    for (String file : List.of("tokenizer.json", "config.json")) {
      assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
    }
    assertThat(halves(second)).isEqualTo(halves(first));
    CommandRun both = run(train("--steps", "4", "--from", first.toString()));
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("mutually exclusive");
  }

  @Test
  void aGlossaryIsLearntBesideAndABadOneIsRefused() throws IOException {
    assertThat(run(train("--steps", "2")).exit()).isZero();
    Path words = dir.resolve("words.tsv");
    Files.writeString(words, "term\tmeaning\nfox\ta wild dog\nowl\ta bird\tbird of night\n");
    assertThat(further("without").exit()).isZero();
    CommandRun with = further("with", "--glossary", words.toString(), "--glossary-weight", "0.5");
    assertThat(with.exit()).as(with.err()).isZero();
    assertThat(
            Files.mismatch(
                dir.resolve("with/model.safetensors"), dir.resolve("without/model.safetensors")))
        .isNotNegative();

    Files.writeString(words, "fox\ta wild dog\n");
    CommandRun odd = further("odd", "--glossary", words.toString());
    assertThat(odd.exit()).isEqualTo(2);
    assertThat(odd.err()).contains("words.tsv: expected a first line of term and meaning");
    assertThat(dir.resolve("odd.run")).doesNotExist();
    assertThat(further("alone", "--glossary-weight", "2").exit()).isEqualTo(2);
  }

  @Test
  void aLockedImageEncoderIsGivenANewTextEncoderThatKnowsWords() throws IOException {
    assertThat(run(train("--steps", "2")).exit()).isZero();
    Path texts = dir.resolve("texts.json");
    Files.writeString(
        texts, TrainingData.TINY.replace("\"layers\": 1", "\"layers\": 2").replace("520", "700"));
    Path vectors = Files.writeString(dir.resolve("vectors.txt"), "fox 0.1 0.2\nred -1 3\n");
    CommandRun made =
        further(
            "texts",
            "--new-text",
            texts.toString(),
            "--word-vectors",
            vectors.toString(),
            "--image-rate",
            "0");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.err()).contains("2 tokens begin with the vectors of their words");
    assertThat(dir.resolve("texts/tokenizer.json")).content().contains("\"fox</w>\"");
    try (Weights before = weights("model");
        Weights after = weights("texts")) {
      before
          .arrays()
          .forEach(
              (name, array) -> {
                if (name.startsWith("visual.")) {
                  assertThat(after.get(name).toFloatArray())
                      .as(name)
                      .isEqualTo(array.toFloatArray());
                }
              });
      assertThat(after.arrays()).containsKey("transformer.resblocks.1.ln_1.weight");
    }

    Path wider = Files.writeString(dir.resolve("wider.txt"), "fox" + " 1".repeat(25) + "\n");
    CommandRun known =
        further("known", "--new-text", texts.toString(), "--word-vectors", wider.toString());
    assertThat(known.exit()).isEqualTo(2);
    assertThat(known.err())
        .contains("have 25 numbers, expected at most the text encoder's width 24");

    CommandRun late = further("late", "--word-vectors", vectors.toString());
    assertThat(late.exit()).isEqualTo(2);
    assertThat(late.err()).contains("--word-vectors are for a text encoder that begins anew");
    Files.writeString(texts, TrainingData.TINY.replace("\"embed_dim\": 16", "\"embed_dim\": 20"));
    CommandRun wide = further("wide", "--new-text", texts.toString());
    assertThat(wide.exit()).isEqualTo(2);
    assertThat(wide.err()).contains("embeddings of 20 numbers, expected");
    CommandRun both = run(train("--steps", "2", "--new-text", texts.toString()));
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--new-text goes with --from");
    assertThat(further("odd", "--image-rate", "2").exit()).isEqualTo(2);
    for (String output : List.of("known", "late", "wide", "odd")) {
      assertThat(dir.resolve(output + ".run")).doesNotExist();
    }
  }

  private Weights weights(String checkpoint) {
    return CheckpointDirectory.open(dir.resolve(checkpoint)).load(Device.cpu(), DataType.FLOAT32);
  }

  private CommandRun further(String output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", data.toString()));
    arguments.addAll(List.of("--from", dir.resolve("model").toString(), "--batch", "10"));
    arguments.addAll(List.of("--output", dir.resolve(output).toString(), "--steps", "2"));
    arguments.addAll(List.of("--threads", "1", "--device", "cpu", "--fp32"));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  @Test
  void aCheckpointIsTrainedFurtherAtAnotherResolution() throws IOException {
    assertThat(run(train("--steps", "4")).exit()).isZero();
    CommandRun larger = further("larger", "--image-size", "48");
    assertThat(larger.exit()).as(larger.err()).isZero();
    CheckpointDirectory written = CheckpointDirectory.open(dir.resolve("larger"));
    assertThat(written.config().image().imageSize()).isEqualTo(48);
    assertThat(written.preprocessing().imageSize()).isEqualTo(48);
    assertThat(written.unknownTensors()).isEmpty();
    JsonNode processor = JSON.readTree(dir.resolve("larger/preprocessor_config.json").toFile());
    assertThat(processor.at("/crop_size/height").asInt()).isEqualTo(48);
    assertThat(processor.at("/size/shortest_edge").asInt()).isEqualTo(48);
    json("zero-shot", dir.resolve("larger"), data.resolve("test.tsv").toString());

    assertThat(further("as-it-was").exit()).isZero();
    assertThat(further("same", "--image-size", "32").exit()).isZero();
    assertThat(dir.resolve("same/model.safetensors"))
        .hasSameBinaryContentAs(dir.resolve("as-it-was/model.safetensors"));

    CommandRun odd = further("odd", "--image-size", "50");
    assertThat(odd.exit()).isEqualTo(2);
    assertThat(odd.err())
        .contains("image size is 50, expected a multiple of the patch size 8, such as 48 or 56");
    assertThat(dir.resolve("odd.run")).doesNotExist();
  }

  @Test
  void theSigmoidsBiasIsKeptInTheCheckpointForTheNextTraining() {
    CommandRun trained = run(train("--steps", "3", "--warm-up", "0", "--objective", "sigmoid"));
    assertThat(trained.exit()).as(trained.err()).isZero();
    Path first = dir.resolve("model");
    double bias = LogitBias.of(CheckpointDirectory.open(first)).orElseThrow();
    assertThat(bias).isCloseTo(-10, within(0.1)).isNotEqualTo(-10.0);
    Path second = dir.resolve("second");
    List<Object> again = new ArrayList<>(List.of("train", "--data", data, "--from", first));
    again.addAll(
        List.of("--output", second, "--objective", "sigmoid", "--steps", 1, "--batch", 10));
    again.addAll(List.of("--rate", "1e-30", "--warm-up", 0, "--threads", 1, "--device", "cpu"));
    CommandRun further = CommandRun.of(again.toArray());
    assertThat(further.exit()).as(further.err()).isZero();
    assertThat(LogitBias.of(CheckpointDirectory.open(second))).hasValue(bias);

    CommandRun unknown = run(train("--steps", "1", "--objective", "hinge"));
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("objective is 'hinge', expected softmax or sigmoid");
  }

  @Test
  void whatIsTrainedOnColoursTellsColoursApart() throws IOException {
    Files.writeString(
        data.resolve("captions.tsv"),
        "missing.png\tred\n0.png\t \n" + "1.png\t" + "green and ".repeat(20) + "\n",
        StandardOpenOption.APPEND);
    CommandRun trained = run(train("--steps", "120", "--rate", "3e-3", "--crop-scale", "0.8,1"));
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err())
        .contains("1 pictures are missing", "1 pairs have no caption", "missing.png")
        .contains("captions filled the whole context");
    Path model = dir.resolve("model");
    assertThat(trained.out().strip()).isEqualTo(model.toString());
    for (String file : List.of("metrics.tsv", "curves.svg", "README.md", "tokenizer.json")) {
      assertThat(model.resolve(file)).isNotEmptyFile();
    }
    assertThat(model.resolve("README.md")).content().contains("--crop-scale 0.8,1");

    String test = data.resolve("test.tsv").toString();
    JsonNode zeroShot = json("zero-shot", model, test);
    assertThat(zeroShot.get("n").asInt()).isEqualTo(40);
    assertThat(zeroShot.get("classes").asInt()).isEqualTo(5);
    assertThat(zeroShot.get("chance").asDouble()).isEqualTo(0.2);
    assertThat(zeroShot.get("top1").asDouble()).isGreaterThan(0.8);
    assertThat(zeroShot.get("macro_top1").asDouble()).isGreaterThan(0.8);
    assertThat(zeroShot.get("top5").asDouble()).isEqualTo(1);
    assertThat(zeroShot.get("confusions").isArray()).isTrue();

    JsonNode retrieval = json("retrieval", model, test);
    assertThat(retrieval.get("n").asInt()).isEqualTo(40);
    assertThat(retrieval.get("captions").asInt()).isEqualTo(5);
    assertThat(retrieval.get("image_to_text").get("recall_1").asDouble()).isGreaterThan(0.8);
    assertThat(retrieval.get("text_to_image").get("median_rank").asDouble()).isEqualTo(1);
    assertThat(retrieval.get("loss").asDouble()).isLessThan(Math.log(40));
  }

  private static JsonNode json(String kind, Path model, String test) throws IOException {
    CommandRun ran = run(List.of("eval", kind, "--model", model + "", "--data", test, "--json"));
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(run(List.of("eval", kind, "--model", model + "", "--data", test)).out())
        .contains("pictures 40");
    return JSON.readTree(ran.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--steps 0 | steps 0",
        "--steps 5 --batch 1 | batch size is 1",
        "--steps 5 --rate -1 | learning rate -1.0",
        "--steps 5 --betas 0.9 | expected FIRST,SECOND",
        "--steps 5 --average 1 | averaging 1.0",
        "--steps 5 --augmentation big | augmentation is 'big'",
        "--steps 5 --crop-scale 0.5 | expected LEAST,MOST",
        "--steps 5 --crop-scale 1,0.5 | crop scale is 1.0 to 0.5",
        "--steps 5 --rotation 200 | rotation is 200.0",
        "--steps 5 --blur 2 | expected 0 to 1",
        "--steps 5 --image-size 4 | image size is 4, expected 8 (the patch size) to 8192",
        "--steps 5 --image-size 99999 | image size is 99999",
        "--steps 5 --decoders 0 | loader threads is 0",
        "--steps 5 --shuffle-buffer 0 | shuffle buffer is 0",
        "--steps 5 --cache -1 | picture cache",
        "--steps 5 --device tpu | device is 'tpu'",
        "--steps 5 --data nowhere | nowhere does not exist"
      })
  void unusableSettingsStopBeforeAnythingIsWritten(String options, String message) {
    CommandRun ran = run(train(options.split(" ", -1)));

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.err()).contains(message);
    assertThat(ran.err().strip().lines()).as("one line").hasSize(1);
    assertThat(dir.resolve("model.run")).doesNotExist();
  }

  @Test
  void moreThanABatchIsAskedForThanThereIs() {
    CommandRun ran = run(train("--steps", "5", "--batch", "50"));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("smaller batch size");
    assertThat(dir.resolve("model")).doesNotExist();
  }

  @Test
  void anotherRunsFilesAreNotOverwritten() throws IOException {
    Files.createDirectories(dir.resolve("model"));
    assertThat(run(train("--steps", "5")).err()).contains("exists already");
    Files.delete(dir.resolve("model"));
    Files.createDirectories(dir.resolve("model.run"));
    Files.writeString(dir.resolve("model.run/snapshot.safetensors"), "");
    assertThat(run(train("--steps", "5")).err()).contains("holds a run already", "--resume");
  }

  @Test
  void aVocabularyThatDoesNotFitStopsTheRun() throws IOException {
    Files.writeString(
        architecture, TrainingData.TINY.replace("\"vocab_size\": 520", "\"vocab_size\": 600"));
    assertThat(run(train("--steps", "2")).exit()).isZero();
    Files.writeString(architecture, TrainingData.TINY);
    List<String> other = train("--steps", "2", "--vocabulary", dir.resolve("model").toString());
    other.set(other.indexOf("--output") + 1, dir.resolve("other").toString());

    CommandRun ran = run(other);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("the vocabulary has").contains("at most the 520");
    assertThat(dir.resolve("other")).doesNotExist();
  }
}
