package io.clipstream.model.checkpoint;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessing.Interpolation;
import io.clipstream.model.image.Preprocessing.Resize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the two layouts describe preprocessing. Combinations that are not implemented are refused.
 */
final class PreprocessingFiles {
  /** The HuggingFace layout's file. */
  static final String HUGGING_FACE = "preprocessor_config.json";

  /** Where transformers 5 keeps the same, under {@link #SECTION}. */
  static final String PROCESSOR = "processor_config.json";

  private static final String SECTION = "image_processor";
  private static final String LIBRARY = "the library's image processor";
  private static final double SCALE = 1.0 / 255;

  /** Pillow's numbers. */
  private static final Map<Integer, Interpolation> FILTERS =
      Map.of(
          1, Interpolation.LANCZOS,
          2, Interpolation.BILINEAR,
          3, Interpolation.BICUBIC,
          4, Interpolation.BOX,
          5, Interpolation.HAMMING);

  private PreprocessingFiles() {}

  /** The released models' preprocessing, for a directory that does not say. */
  private static Preprocessing byDefault(Path dir, int imageSize, Map<String, String> provenance) {
    ImageProcessor processor =
        ImageProcessor.ofModel(
            Settings.read(dir.resolve(HuggingFaceConfig.FILE), LIBRARY, new HashMap<>()));
    for (String label : List.of("resize", "interpolation", "mean", "deviation")) {
      provenance.put(label, "default of the released " + processor.models() + " models");
    }
    return processor.released(imageSize);
  }

  /** Older files of this name hold nothing on pictures. */
  private static boolean isProcessor(Path file) {
    return Files.exists(file) && Settings.read(file, LIBRARY, new HashMap<>()).has(SECTION);
  }

  /**
   * What the HuggingFace layout's directory says: its one file, or the other, or the defaults.
   *
   * @throws ModelException if both are there and do not say the same
   */
  static Preprocessing huggingFace(Path dir, int imageSize, Map<String, String> provenance) {
    Path own = dir.resolve(HUGGING_FACE);
    Path processor = dir.resolve(PROCESSOR);
    if (!isProcessor(processor)) {
      return Files.exists(own)
          ? huggingFace(Settings.read(own, LIBRARY, provenance), imageSize)
          : byDefault(dir, imageSize, provenance);
    }
    Settings section = Settings.read(processor, LIBRARY, provenance).section(SECTION, LIBRARY);
    Preprocessing read = huggingFace(section, imageSize);
    if (Files.exists(own)
        && !read.equals(huggingFace(Settings.read(own, LIBRARY, new HashMap<>()), imageSize))) {
      throw new ModelException(
          dir
              + ": expected "
              + HUGGING_FACE
              + " and "
              + PROCESSOR
              + " to say the same, found different preprocessing; keep the one that is right");
    }
    return read;
  }

  private static Preprocessing huggingFace(Settings settings, int imageSize) {
    for (String flag : List.of("do_resize", "do_rescale", "do_normalize")) {
      settings.only(flag, true);
    }
    ImageProcessor processor = ImageProcessor.of(settings);
    Preprocessing released = processor.released(imageSize);
    double scale = settings.number("rescale_factor", "scale", SCALE);
    if (Math.abs(scale - SCALE) > 1e-9) {
      throw settings.problem("rescale_factor", "1/255");
    }
    settings.none("do_pad", "pad_size");
    settings.ignore("do_convert_rgb", "processor_class", "data_format", "input_data_format");
    settings.ignore("device", "disable_grouping", "return_tensors", "backend");
    settings.ignore("_valid_processor_keys", "image_seq_length");
    Preprocessing read =
        new Preprocessing(
            imageSize,
            processor == ImageProcessor.SIGLIP
                ? squash(settings, imageSize)
                : resize(settings, imageSize),
            resample(settings),
            settings.channels("image_mean", "mean", released.mean()),
            settings.channels("image_std", "deviation", released.deviation()));
    settings.refuseOthers();
    return read;
  }

  private static Interpolation resample(Settings settings) {
    Interpolation filter = FILTERS.get(settings.integer("resample", "interpolation", 3, 5));
    if (filter == null) {
      throw settings.problem("resample", "1 to 5, a filter that averages (3 is bicubic)");
    }
    return filter;
  }

  /** SigLIP's processor has no other way, and no crop. */
  private static Resize squash(Settings settings, int imageSize) {
    if (settings.flag("do_center_crop", "centre crop", false)) {
      throw settings.problem("do_center_crop", "false");
    }
    settings.ignore("crop_size", "default_to_square");
    if (settings.has("size")) {
      square(settings, "size", imageSize);
    } else {
      settings.integer("size", "resize", 224, Bounds.IMAGE_SIZE);
      expect(settings, "size", imageSize, 224);
    }
    return Resize.SQUASH;
  }

  private static Resize resize(Settings settings, int imageSize) {
    boolean crop = settings.flag("do_center_crop", "centre crop", true);
    if (crop) {
      square(settings, "crop_size", imageSize);
    } else {
      settings.ignore("crop_size");
    }
    boolean sides = settings.isObject("size") && !hasShortestEdge(settings);
    if (sides) {
      square(settings, "size", imageSize);
    } else {
      shortestEdge(settings, imageSize);
    }
    // Models with this older option resize both sides to what is called the shortest edge.
    if (isSet(settings, "use_square_size") || sides) {
      return Resize.SQUASH;
    }
    if (isSet(settings, "default_to_square") && !settings.isObject("size")) {
      throw settings.problem("default_to_square", "false, or a size with height and width");
    }
    if (!crop) {
      throw settings.problem("do_center_crop", "true where only the shortest edge is resized");
    }
    return Resize.SHORTEST_EDGE;
  }

  private static boolean isSet(Settings settings, String flag) {
    return settings.has(flag) && settings.flag(flag, "resize", false);
  }

  private static boolean hasShortestEdge(Settings settings) {
    return settings.section("size", LIBRARY).has("shortest_edge");
  }

  private static void shortestEdge(Settings settings, int imageSize) {
    int edge;
    if (settings.isObject("size")) {
      Settings size = settings.section("size", LIBRARY);
      edge = size.integer("shortest_edge", "resize", 224, Bounds.IMAGE_SIZE);
      size.refuseOthers();
    } else {
      edge = settings.integer("size", "resize", 224, Bounds.IMAGE_SIZE);
    }
    expect(settings, "size", imageSize, edge);
  }

  private static void square(Settings settings, String key, int imageSize) {
    if (!settings.isObject(key)) {
      expect(settings, key, imageSize, settings.integer(key, key, 224, Bounds.IMAGE_SIZE));
      return;
    }
    Settings sides = settings.section(key, LIBRARY);
    String label = key.equals("size") ? "resize" : key;
    expect(settings, key, imageSize, sides.integer("height", label, 0, Bounds.IMAGE_SIZE));
    expect(settings, key, imageSize, sides.integer("width", label, 0, Bounds.IMAGE_SIZE));
    sides.refuseOthers();
  }

  private static void expect(Settings settings, String key, int imageSize, int found) {
    if (found != imageSize) {
      throw settings.problem(key, "the image tower's " + imageSize + " pixels");
    }
  }

  static Preprocessing openClip(Path file, int imageSize, Map<String, String> provenance) {
    Settings root = Settings.read(file, "OpenCLIP's configuration", provenance);
    Settings settings = root.section("preprocess_cfg", "OpenCLIP's PreprocessCfg");
    settings.only("mode", "RGB");
    settings.only("fill_color", 0);
    if (settings.isList("size")) {
      List<Integer> sides = settings.integers("size", "preprocessed size", Bounds.IMAGE_SIZE);
      sides.forEach(side -> expect(settings, "size", imageSize, side));
    } else {
      expect(
          settings,
          "size",
          imageSize,
          settings.integer("size", "preprocessed size", imageSize, Bounds.IMAGE_SIZE));
    }
    Preprocessing read =
        new Preprocessing(
            imageSize,
            resizeMode(settings),
            interpolation(settings),
            settings.channels("mean", "mean", Preprocessing.CLIP_MEAN),
            settings.channels("std", "deviation", Preprocessing.CLIP_DEVIATION));
    settings.refuseOthers();
    return read;
  }

  private static Resize resizeMode(Settings settings) {
    return switch (settings.text("resize_mode", "resize", "shortest")) {
      case "shortest" -> Resize.SHORTEST_EDGE;
      case "longest" -> Resize.LONGEST_EDGE;
      case "squash" -> Resize.SQUASH;
      default -> throw settings.problem("resize_mode", "shortest, longest or squash");
    };
  }

  private static Interpolation interpolation(Settings settings) {
    return switch (settings.text("interpolation", "interpolation", "bicubic")) {
      case "bicubic" -> Interpolation.BICUBIC;
      case "bilinear" -> Interpolation.BILINEAR;
      case "lanczos" -> Interpolation.LANCZOS;
      case "box" -> Interpolation.BOX;
      case "hamming" -> Interpolation.HAMMING;
      default ->
          throw settings.problem("interpolation", "bicubic, bilinear, lanczos, box or hamming");
    };
  }

  /** The content of {@link #HUGGING_FACE}, by the processor that goes with the towers. */
  static Map<String, Object> writeHuggingFace(Preprocessing how, ClipConfig config) {
    if (how.resize() == Resize.LONGEST_EDGE) {
      throw new ModelException(
          "HuggingFace layout: expected resize SHORTEST_EDGE or SQUASH, found " + how.resize());
    }
    boolean squash = how.resize() == Resize.SQUASH;
    int side = how.imageSize();
    Map<String, Object> square = Map.of("height", side, "width", side);
    Map<String, Object> root = new LinkedHashMap<>();
    boolean siglips = squash && HuggingFaceSiglip.fits(config);
    ImageProcessor processor = siglips ? ImageProcessor.SIGLIP : ImageProcessor.CLIP;
    root.put("image_processor_type", processor.className());
    root.put("do_convert_rgb", true);
    root.put("do_resize", true);
    root.put("size", squash ? square : Map.of("shortest_edge", side));
    FILTERS.entrySet().stream()
        .filter(filter -> filter.getValue() == how.interpolation())
        .forEach(filter -> root.put("resample", filter.getKey()));
    if (processor == ImageProcessor.CLIP) {
      root.put("do_center_crop", !squash);
      root.put("crop_size", square);
    }
    root.put("do_rescale", true);
    root.put("rescale_factor", SCALE);
    root.put("do_normalize", true);
    root.put("image_mean", how.mean());
    root.put("image_std", how.deviation());
    return root;
  }

  /** A {@code preprocess_cfg} object. */
  static Map<String, Object> writeOpenClip(Preprocessing how) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("size", List.of(how.imageSize(), how.imageSize()));
    section.put("mode", "RGB");
    section.put("mean", how.mean());
    section.put("std", how.deviation());
    section.put("interpolation", how.interpolation().name().toLowerCase(Locale.ROOT));
    section.put(
        "resize_mode",
        switch (how.resize()) {
          case SHORTEST_EDGE -> "shortest";
          case LONGEST_EDGE -> "longest";
          case SQUASH -> "squash";
        });
    section.put("fill_color", 0);
    return section;
  }
}
