package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.testing.SmallCheckpoint;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCommandTest {
  private static final Path GOLDEN = Path.of("..", "model", "src", "test", "resources", "golden");

  @TempDir static Path shared;
  @TempDir Path dir;
  private static Path model;

  @BeforeAll
  static void makeModel() {
    model = SmallCheckpoint.write(shared.resolve("model"), 1).directory();
  }

  private Path copyOf(Path checkpoint, String... names) throws IOException {
    for (String name : names) {
      Files.copy(checkpoint.resolve(name), dir.resolve(name));
    }
    return dir;
  }

  private static void requireError(CommandRun run, String... parts) {
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("clipstream: ").contains(parts).hasLineCount(1);
  }

  @Test
  void infoTellsSizesAndWhereEachNumberCameFrom() throws IOException {
    CommandRun run = CommandRun.of("model", "info", model);

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("layout         HUGGING_FACE")
        .containsPattern("JPEG decoder   (libjpeg-turbo|Java)\\R")
        .contains("imageSize=32, patchSize=8, width=32, layers=2, heads=2")
        .contains("contextLength=24, vocabularySize=540")
        .contains(String.format("%,d bytes", Files.size(model.resolve("model.safetensors"))))
        .contains("patch size                 config.json: vision_config.patch_size")
        .contains("mean                       preprocessor_config.json: image_mean");
  }

  @Test
  void infoIsJsonOnRequest() {
    JsonNode info = CommandRun.of("model", "info", model, "--json").json().get(0);

    assertThat(info.get("layout").asText()).isEqualTo("HUGGING_FACE");
    assertThat(info.get("image_tower").get("kind").asText()).isEqualTo("VisionTransformer");
    assertThat(info.get("image_tower").get("patchSize").asInt()).isEqualTo(8);
    assertThat(info.get("weights").get("types").get("F32").asInt()).isPositive();
    assertThat(info.get("parameters").asLong())
        .isEqualTo(
            info.get("image_parameters").asLong() + info.get("text_parameters").asLong() + 1);
  }

  @Test
  void infoTellsSiglipsTowersAndBias() {
    Path siglip =
        SmallCheckpoint.write(dir.resolve("siglip"), 1, SmallCheckpoint.siglip()).directory();
    assertThat(CommandRun.of("model", "info", siglip).out())
        .contains("SiglipVisionTransformer[imageSize=32, patchSize=8, width=32")
        .contains("SiglipTextTransformer[contextLength=24")
        .contains("logit scale 1, logit bias 1)")
        .contains("embedding dimension        config.json: text_config.projection_size");

    JsonNode info = CommandRun.of("model", "info", siglip, "--json").json().get(0);
    assertThat(info.get("text_tower").get("kind").asText()).isEqualTo("SiglipTextTransformer");
    assertThat(info.get("logit_bias").asBoolean()).isTrue();
  }

  @Test
  void infoTellsConvNeXtsStages() {
    Path convNeXt =
        SmallCheckpoint.write(dir.resolve("convnext"), 1, SmallCheckpoint.convNeXt()).directory();
    assertThat(CommandRun.of("model", "info", convNeXt).out())
        .contains("ConvNeXt[imageSize=32, layers=[1, 2, 1, 1], widths=[8, 12, 16, 20]")
        .contains(
            "%-26s open_clip_config.json: model_cfg.vision_cfg.timm_model_kwargs.dims"
                .formatted("image widths"));
  }

  @Test
  void infoTellsTheKernelsAndByWhatRule() {
    CommandRun run = CommandRun.of("model", "info", model, "--kernels", "--json");

    assertThat(run.exit()).isZero();
    JsonNode info = run.json().get(0);
    assertThat(info.get("kernels_by").asText()).isEqualTo(Kernels.pinned().toString());
    assertThat(info.get("kernels").fieldNames()).toIterable().allMatch(s -> s.startsWith("FP32-"));
    assertThat(info.get("kernels")).isNotEmpty();
  }

  @Test
  void infoNeedsNoWeightsButSaysSo() throws IOException {
    CommandRun run = CommandRun.of("model", "info", copyOf(model, "config.json"));

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("weights        none in this directory");
  }

  @Test
  void infoNamesWhatIsWrongWithTheWeights() throws IOException {
    copyOf(model, "config.json");
    byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
    Path file = dir.resolve("model.safetensors");

    Files.write(file, Arrays.copyOf(weights, weights.length / 2));
    requireError(CommandRun.of("model", "info", dir), file + ": tensor ", "expected to end within");
    Files.write(file, Arrays.copyOf(new byte[] {0, 0, 0, 0, 1}, weights.length));
    requireError(CommandRun.of("model", "info", dir), file + ": expected a header of at most");
    String renamed = new String(weights, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file,
        renamed.replace("\"visual_projection.weight\"", "\"visual_projection.wait__\""),
        StandardCharsets.ISO_8859_1);
    requireError(
        CommandRun.of("model", "info", dir),
        file + ": tensor visual_projection.weight is missing, expected shape (16, 32)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit-hf", "vit-openclip", "rn-openclip"})
  void checkAgreesWithTheReferenceValues(String golden) {
    CommandRun run = CommandRun.of("model", "check", GOLDEN.resolve(golden), "--json");

    assertThat(run.exit()).isZero();
    JsonNode result = run.json().get(0);
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly(
            "image_features",
            "text_features",
            "logits_per_image",
            "losses",
            "gradients",
            "parameters",
            "ok");
    assertThat(result.get("ok").booleanValue()).isTrue();
    assertThat(result.get("image_features").doubleValue()).isBetween(0.0, 1e-5);
    assertThat(result.get("logits_per_image").doubleValue()).isBetween(0.0, 1e-4);
  }

  @Test
  void checkExitsWithOneAboveTheTolerances() throws IOException {
    Path golden = GOLDEN.resolve("vit-openclip");
    copyOf(golden, "open_clip_config.json", "expected.safetensors");
    byte[] weights = Files.readAllBytes(golden.resolve("open_clip_model.safetensors"));
    weights[weights.length - 1] ^= 0x40; // the exponent of the last tensor's last number
    Files.write(dir.resolve("open_clip_model.safetensors"), weights);

    CommandRun json = CommandRun.of("model", "check", dir, "--json");
    assertThat(json.exit()).isEqualTo(1);
    assertThat(json.json().get(0).get("ok").booleanValue()).isFalse();
    CommandRun text = CommandRun.of("model", "check", dir);
    assertThat(text.exit()).isEqualTo(1);
    assertThat(text.out()).contains("TOO FAR").endsWith("outside the tolerances\n");
  }

  @Test
  void checkNamesTheFileOfValuesThatIsMissing() {
    requireError(
        CommandRun.of("model", "check", model), model.resolve("expected.safetensors").toString());
  }

  @Test
  void preprocessNeedsOnlyTheConfiguration() throws IOException {
    copyOf(model, "config.json", "preprocessor_config.json");
    Path picture = TwoColours.picture(dir.resolve("in.png"), Color.RED, Color.BLUE);
    Path seen = dir.resolve("out.png");

    CommandRun run = CommandRun.of("model", "preprocess", picture, "--model", dir, "-o", seen);

    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEmpty();
    BufferedImage image = ImageIO.read(seen.toFile());
    assertThat(image.getWidth()).isEqualTo(SmallCheckpoint.SIDE);
    assertThat(image.getHeight()).isEqualTo(SmallCheckpoint.SIDE);
    assertThat(image.getRGB(2, 16)).isEqualTo(Color.RED.getRGB());
    assertThat(image.getRGB(29, 16)).isEqualTo(Color.BLUE.getRGB());
  }

  @Test
  void preprocessSaysWhyAPictureIsRejectedAndWritesNothing() throws IOException {
    Path text = Files.writeString(dir.resolve("text.png"), "no picture");
    Path picture = TwoColours.picture(dir.resolve("in.png"), Color.RED, Color.BLUE);
    Path seen = dir.resolve("out.png");

    requireError(
        CommandRun.of("model", "preprocess", text, "--model", model, "-o", seen),
        text + ": bytes are no JPEG");
    requireError(
        CommandRun.of(
            "model", "preprocess", picture, "--model", model, "-o", seen, "--max-side", "40"),
        picture + ": header claims 48 x 40 pixels, limit is a side of 40");
    assertThat(seen).doesNotExist();
    requireError(
        CommandRun.of("model", "preprocess", picture, "--model", model, "-o", dir.resolve("a/b")),
        "cannot be written");
  }

  @Test
  void tokenizeNeedsOnlyConfigurationAndVocabulary() throws IOException {
    copyOf(model, "config.json", "tokenizer.json");

    JsonNode texts =
        CommandRun.of("model", "tokenize", dir, "--json", "a photo of a cat", "", "@cat", "--", "-")
            .json()
            .get(0);

    assertThat(texts.isArray()).isTrue();
    assertThat(texts)
        .extracting(text -> text.get("text").asText())
        .containsExactly("a photo of a cat", "", "@cat", "-");
    for (JsonNode text : texts) {
      assertThat(text.fieldNames()).toIterable().containsExactly("text", "ids", "pieces");
      assertThat(text.get("ids").size()).isEqualTo(text.get("pieces").size());
      List<String> pieces = new ArrayList<>();
      text.get("pieces").forEach(piece -> pieces.add(piece.asText()));
      assertThat(pieces).startsWith("<|startoftext|>").endsWith("<|endoftext|>");
      assertThat(text.get("ids").get(0).asInt() + 1)
          .isEqualTo(text.get("ids").get(pieces.size() - 1).asInt());
    }
    assertThat(texts.get(0).get("pieces").toString()).contains("\"photo</w>\"");
    assertThat(texts.get(1).get("ids").size()).isEqualTo(2);
  }

  @Test
  void tokenizePrintsALineATextAndCutsLongOnes() {
    CommandRun run = CommandRun.of("model", "tokenize", model, "cat ".repeat(100), "cat");

    assertThat(run.exit()).isZero();
    assertThat(run.lines()).hasSize(2);
    assertThat(run.lines().get(0).split("\t")[1].split(" ")).hasSize(24);
    assertThat(run.lines().get(0)).endsWith("<|endoftext|>");
    assertThat(run.lines().get(1)).matches("\\[\\d+(, \\d+)+\\]\t<\\|startoftext\\|> .*");
  }

  @Test
  void tokenizeSaysThatThereIsNoVocabulary() throws IOException {
    requireError(
        CommandRun.of("model", "tokenize", copyOf(model, "config.json"), "cat"),
        dir.toString(),
        "tokenizer.json");
  }

  @Test
  void aGroupOfCommandsAsksWhichAndShowsThem() {
    CommandRun run = CommandRun.of("model");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("which command?").contains("preprocess").contains("download");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tag",
        "model info",
        "model check",
        "model preprocess",
        "model tokenize",
        "model download"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    List<Object> arguments = new ArrayList<>(List.of((Object[]) command.split(" ")));
    arguments.add("--help");
    CommandRun run = CommandRun.of(arguments.toArray());

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .startsWith("Usage: clipstream " + command)
        .containsPattern("Examples?:\\R  clipstream " + command);
  }
}
