package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessing.Interpolation;
import io.clipstream.model.image.Preprocessing.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files of a checkpoint say on preprocessing. */
class CheckpointPreprocessingTest extends EditedCheckpoint {
  @Test
  void readsHuggingFacePreprocessingInItsOldAndItsNewForm() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path file = dir.resolve("preprocessor_config.json");

    Files.writeString(file, "{\"size\": 32, \"crop_size\": 32, \"resample\": 2}");
    var old = CheckpointDirectory.open(dir).preprocessing();
    Files.writeString(
        file,
        """
        {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32},
         "resample": 3, "image_mean": [0.5, 0.5, 0.5], "rescale_factor": 0.00392156862745098}""");
    var current = CheckpointDirectory.open(dir).preprocessing();
    Files.writeString(
        file, "{\"size\": {\"height\": 32, \"width\": 32}, \"do_center_crop\": false}");
    var squash = CheckpointDirectory.open(dir).preprocessing();

    assertThat(old.interpolation()).isEqualTo(Interpolation.BILINEAR);
    assertThat(old.resize()).isEqualTo(Resize.SHORTEST_EDGE);
    assertThat(current.interpolation()).isEqualTo(Interpolation.BICUBIC);
    assertThat(current.mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(squash.resize()).isEqualTo(Resize.SQUASH);
  }

  @Test
  void readsThePreprocessingThatTransformersFiveKeepsInTheProcessorsFile() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Files.deleteIfExists(dir.resolve("preprocessor_config.json"));
    String section =
        """
        {"image_processor": {"size": {"shortest_edge": 32}, "resample": 2,
         "crop_size": {"height": 32, "width": 32}, "image_mean": [0.5, 0.5, 0.5],
         "image_processor_type": "CLIPImageProcessorPil", "pad_size": null},
         "processor_class": "CLIPProcessor"}""";
    Files.writeString(dir.resolve("processor_config.json"), "\ufeff" + section);

    CheckpointDirectory read = CheckpointDirectory.open(dir);

    assertThat(read.preprocessing().mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(read.preprocessing().interpolation()).isEqualTo(Interpolation.BILINEAR);
    assertThat(read.provenance())
        .containsEntry("mean", "processor_config.json: image_processor.image_mean");

    Files.writeString(
        dir.resolve("processor_config.json"), section.replace("Pil\"", "Pil\", \"a\": 1"));
    assertRefused("processor_config.json", "image_processor.a: expected no such option");
  }

  @Test
  void twoFilesOnPreprocessingSayTheSameOrAreRefused() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path own = dir.resolve("preprocessor_config.json");
    Path processor = dir.resolve("processor_config.json");
    Files.writeString(own, "{\"size\": 32, \"crop_size\": 32, \"resample\": 2}");

    Files.writeString(processor, "{\"processor_class\": \"CLIPProcessor\"}");
    assertThat(CheckpointDirectory.open(dir).preprocessing().interpolation())
        .isEqualTo(Interpolation.BILINEAR);

    String same = "{\"image_processor\": {\"size\": 32, \"crop_size\": 32, \"resample\": 2}}";
    Files.writeString(processor, same);
    assertThat(CheckpointDirectory.open(dir).preprocessing().interpolation())
        .isEqualTo(Interpolation.BILINEAR);

    Files.writeString(processor, same.replace("2}}", "3}}"));
    assertRefused("preprocessor_config.json and processor_config.json to say the same");

    for (String section : List.of("[{\"size\": 32}]", "\"CLIPImageProcessor\"", "true")) {
      Files.writeString(processor, "{\"image_processor\": " + section + "}");
      assertRefused("processor_config.json: image_processor: expected an object");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SiglipImageProcessor, 2, BILINEAR",
    "SiglipImageProcessorFast, 3, BICUBIC",
    "SiglipImageProcessorPil, 1, LANCZOS",
  })
  void readsSiglipsProcessorsAndTheFiltersThatTheyName(
      String processor, int number, Interpolation filter) throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    String json =
        """
        {"do_convert_rgb": null, "do_normalize": true, "do_rescale": true, "do_resize": true,
         "do_center_crop": null, "crop_size": null, "default_to_square": false,
         "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
         "image_processor_type": "%s", "processor_class": "SiglipProcessor",
         "resample": %d, "rescale_factor": 0.00392156862745098,
         "size": {"height": 32, "width": 32}}"""
            .formatted(processor, number);
    Path own = dir.resolve("preprocessor_config.json");
    Files.writeString(own, json);
    var expected =
        new Preprocessing(32, Resize.SQUASH, filter, Preprocessing.HALVES, Preprocessing.HALVES);
    assertThat(CheckpointDirectory.open(dir).preprocessing()).isEqualTo(expected);

    Files.delete(own);
    Files.writeString(dir.resolve("processor_config.json"), "{\"image_processor\": " + json + "}");
    assertThat(CheckpointDirectory.open(dir).preprocessing()).isEqualTo(expected);
  }

  @Test
  void whatSiglipsFileLeavesOutIsSiglipsAndNotClips() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Files.writeString(
        dir.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"SiglipImageProcessor\", \"size\": 32}");
    assertThat(CheckpointDirectory.open(dir).preprocessing()).isEqualTo(Preprocessing.siglip(32));
  }

  @Test
  void aSquareSizeOfTheOlderOptionSquashes() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    Path file = dir.resolve("preprocessor_config.json");
    String json = "{\"size\": {\"shortest_edge\": 32}, \"crop_size\": 32, \"use_square_size\": %s}";

    Files.writeString(file, json.formatted(true));
    assertThat(CheckpointDirectory.open(dir).preprocessing().resize()).isEqualTo(Resize.SQUASH);
    Files.writeString(file, json.formatted(false));
    assertThat(CheckpointDirectory.open(dir).preprocessing().resize())
        .isEqualTo(Resize.SHORTEST_EDGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'size': 36, 'crop_size': 32}|size: expected the image tower's 32 pixels, found 36",
        "{'size': 32, 'crop_size': 32, 'do_normalize': false}|do_normalize: expected true",
        "{'size': 32, 'crop_size': 32, 'resample': 0}|resample: expected 1 to 5",
        "{'size': 32, 'crop_size': 32, 'rescale_factor': 1}|rescale_factor: expected 1/255",
        "{'size': 32, 'do_center_crop': false}|do_center_crop: expected true",
        "{'size': 32, 'crop_size': 32, 'do_sharpen': true}|do_sharpen: expected no such option",
        "{'size': 32, 'crop_size': 32, 'image_mean': [0.5]}|image_mean: expected three numbers",
        "{'image_processor_type': 'Siglip2ImageProcessor'}|image_processor_type",
        "{'image_processor_type': 'SiglipImageProcessor'}|size: expected the image tower's 32 pixels",
        "{'image_processor_type': 'SiglipImageProcessor', 'size': {'height': 32, 'width': 30}}|size",
        "{'image_processor_type': 'SiglipImageProcessor', 'size': 32, 'do_center_crop': true}|crop",
        "{'size': 32, 'crop_size': 32, 'default_to_square': true}|default_to_square",
        "{'size': 32, 'crop_size': 32, 'use_square_size': 1}|use_square_size",
        "{'size': 32, 'crop_size': 32, 'image_mean': [NaN, 0, 0]}|no valid JSON",
        "{'size': 32, 'size': 32, 'crop_size': 32}|Duplicate field 'size'",
        "{'size': {'longest_edge': 32}, 'crop_size': 32}|found",
        "[1]|expected a JSON object"
      })
  void refusesPreprocessingThatIsNotImplemented(String json, String message) throws IOException {
    copy(Golden.VIT_HF, CONFIG, "model.safetensors");
    Files.writeString(dir.resolve("preprocessor_config.json"), json.replace('\'', '"'));

    assertRefused("preprocessor_config.json", message);
  }
}
