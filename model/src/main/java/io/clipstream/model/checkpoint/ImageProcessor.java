package io.clipstream.model.checkpoint;

import io.clipstream.model.image.Preprocessing;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The HuggingFace library's image processors, by the names that its files give them. */
enum ImageProcessor {
  /** The shorter side, then the centre. */
  CLIP("CLIP", Set.of("clip"), "CLIPImageProcessor", "CLIPFeatureExtractor") {
    @Override
    Preprocessing released(int imageSize) {
      return Preprocessing.clip(imageSize);
    }
  },

  /** Both sides. SigLIP 2 of a fixed resolution has it, too. */
  SIGLIP("SigLIP", Set.of("siglip", "siglip2"), "SiglipImageProcessor") {
    @Override
    Preprocessing released(int imageSize) {
      return Preprocessing.siglip(imageSize);
    }
  };

  /** The same in PyTorch, and in Pillow where that is not the library's first choice. */
  private static final List<String> VARIANTS = List.of("", "Fast", "Pil");

  private final String models;
  private final Set<String> modelTypes;
  private final List<String> classes;

  ImageProcessor(String models, Set<String> modelTypes, String... classes) {
    this.models = models;
    this.modelTypes = modelTypes;
    this.classes = List.of(classes);
  }

  /** What a directory without a file on preprocessing means, by its {@code config.json}. */
  static ImageProcessor ofModel(Settings config) {
    String type = config.text("model_type", "", "clip");
    return Stream.of(values()).filter(p -> p.modelTypes.contains(type)).findFirst().orElse(CLIP);
  }

  /**
   * The one that a file names, CLIP's where it names none.
   *
   * @throws io.clipstream.model.ModelException if it is another
   */
  static ImageProcessor of(Settings settings) {
    ImageProcessor extractor = of(settings, "feature_extractor_type", CLIP);
    return of(settings, "image_processor_type", extractor);
  }

  private static ImageProcessor of(Settings settings, String key, ImageProcessor fallback) {
    String name = settings.text(key, "image processor", fallback.className());
    return Stream.of(values())
        .filter(processor -> processor.isCalled(name))
        .findFirst()
        .orElseThrow(() -> settings.problem(key, "CLIPImageProcessor or SiglipImageProcessor"));
  }

  private boolean isCalled(String name) {
    return classes.stream()
        .anyMatch(own -> VARIANTS.stream().anyMatch(variant -> name.equals(own + variant)));
  }

  /** What the released models' pictures go through. */
  abstract Preprocessing released(int imageSize);

  String className() {
    return classes.get(0);
  }

  /** For people. */
  String models() {
    return models;
  }
}
