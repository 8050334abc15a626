package io.clipstream.model.checkpoint;

import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ModelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * ConvNeXt in the OpenCLIP layout, which names its sizes as the timm library does; {@code
 * timm_model_kwargs} may change their numbers.
 */
final class ConvNeXtTowers {
  private static final String PREFIX = "convnext_";
  private static final String POOL = "timm_pool";
  private static final String PROJECTION = "timm_proj";
  private static final double LAYER_SCALE = 1e-6;

  /** Blocks of the four stages, channels of the first, which double, and the epsilon of norms. */
  private enum Size {
    TINY(List.of(3, 3, 9, 3), 96, 1e-6),
    SMALL(List.of(3, 3, 27, 3), 96, 1e-6),
    BASE(List.of(3, 3, 27, 3), 128, 1e-6),
    LARGE(List.of(3, 3, 27, 3), 192, 1e-6),
    XLARGE(List.of(3, 3, 27, 3), 256, 1e-6),
    XXLARGE(List.of(3, 4, 30, 3), 384, 1e-5);

    private final List<Integer> layers;
    private final int width;
    private final double epsilon;

    Size(List<Integer> layers, int width, double epsilon) {
      this.layers = layers;
      this.width = width;
      this.epsilon = epsilon;
    }

    List<Integer> widths() {
      return List.of(width, 2 * width, 4 * width, 8 * width);
    }

    String timmName() {
      return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** True if the name says all of a tower but its pictures' side and its projection. */
    boolean is(ConvNeXt tower) {
      return tower.layers().equals(layers)
          && tower.widths().equals(widths())
          && tower.layerNormEpsilon() == epsilon
          && tower.layerScale() == LAYER_SCALE;
    }
  }

  private ConvNeXtTowers() {}

  /** True if a {@code vision_cfg} names a ConvNeXt. */
  static boolean isNamed(Settings tower) {
    return name(tower).startsWith(PREFIX);
  }

  private static String name(Settings tower) {
    return tower.text(TimmTowers.NAME, "image tower", "");
  }

  /** The names that {@link #read} knows, for people. */
  static String names() {
    return Stream.of(Size.values()).map(Size::timmName).collect(Collectors.joining(", "));
  }

  /**
   * The tower of a {@code vision_cfg}.
   *
   * @throws ModelException if timm's tower of that name is another kind of ConvNeXt, or is used
   *     otherwise
   */
  static ConvNeXt read(Settings tower, int imageSize) {
    Size named =
        Stream.of(Size.values())
            .filter(size -> size.timmName().equals(name(tower)))
            .findFirst()
            .orElseThrow(() -> tower.problem(TimmTowers.NAME, "one of ConvNeXt's, " + names()));
    tower.only("timm_proj_bias", false);
    if (!tower.isText(POOL, "")) {
      tower.only(POOL, "avg");
    }
    return changed(
        tower.section(TimmTowers.CHANGES, TimmTowers.OF_NAME), named, imageSize, projection(tower));
  }

  private static ConvNeXt.Projection projection(Settings tower) {
    String said =
        tower.isNull(PROJECTION) ? "" : tower.text(PROJECTION, "image projection", "linear");
    return switch (said) {
      case "linear" -> ConvNeXt.Projection.LINEAR;
      case "mlp" -> ConvNeXt.Projection.MLP;
      default -> throw tower.problem(PROJECTION, "linear or mlp");
    };
  }

  private static ConvNeXt changed(
      Settings by, Size named, int imageSize, ConvNeXt.Projection projection) {
    for (String key : List.of("depths", "dims", "norm_eps", "ls_init_value")) {
      if (by.isNull(key)) {
        throw by.problem(key, "a value");
      }
    }
    ConvNeXt changed =
        new ConvNeXt(
            imageSize,
            stages(by, "depths", "image layers", named.layers, Bounds.LAYERS),
            stages(by, "dims", "image widths", named.widths(), Bounds.WIDTH),
            by.number("norm_eps", "image layer norm epsilon", named.epsilon),
            by.number("ls_init_value", "image layer scale", LAYER_SCALE),
            projection);
    by.refuseOthers();
    return changed;
  }

  private static List<Integer> stages(
      Settings by, String key, String label, List<Integer> named, int max) {
    return by.has(key) ? by.integers(key, label, max) : named;
  }

  /** A {@code vision_cfg}. */
  static Map<String, Object> write(ConvNeXt tower) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("image_size", tower.imageSize());
    Optional<Size> named = Stream.of(Size.values()).filter(size -> size.is(tower)).findFirst();
    section.put(TimmTowers.NAME, named.orElse(Size.TINY).timmName());
    if (named.isEmpty()) {
      section.put(TimmTowers.CHANGES, changes(tower));
    }
    section.put(POOL, "");
    section.put(PROJECTION, tower.projection().name().toLowerCase(Locale.ROOT));
    return section;
  }

  private static Map<String, Object> changes(ConvNeXt tower) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("depths", tower.layers());
    changes.put("dims", tower.widths());
    changes.put("norm_eps", tower.layerNormEpsilon());
    changes.put("ls_init_value", tower.layerScale());
    return changes;
  }
}
