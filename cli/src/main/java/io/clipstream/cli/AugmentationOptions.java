package io.clipstream.cli;

import io.clipstream.model.training.data.Augmentation;
import io.clipstream.schemas.SettingException;
import java.util.List;
import picocli.CommandLine.Option;

/** How pictures are varied: a preset, of which single settings may be changed. */
final class AugmentationOptions {
  @Option(
      names = "--augmentation",
      defaultValue = "paper",
      paramLabel = "PRESET",
      description = "paper (a random crop) or small-set (colour, turns, outlines). Default: paper.")
  private String preset;

  @Option(
      names = "--crop-scale",
      split = ",",
      paramLabel = "LEAST,MOST",
      description = "Share of the picture's largest square that is shown; above 1 adds a border.")
  private List<Double> cropScale;

  @Option(names = "--aspect", description = "Proportions change by up to this factor, 1 to 4.")
  private Double aspect;

  @Option(
      names = "--background",
      paramLabel = "SHARE",
      description = "How often a random colour, else white, lies behind transparent pictures.")
  private Double background;

  @Option(names = "--flip", paramLabel = "SHARE", description = "How often they are mirrored.")
  private Double flip;

  @Option(names = "--rotation", paramLabel = "DEGREES", description = "Largest turn either way.")
  private Double rotation;

  @Option(
      names = "--colour",
      paramLabel = "AMOUNT",
      description = "Largest change of brightness, contrast and saturation, 0 to 1.")
  private Double colour;

  @Option(names = "--hue", paramLabel = "DEGREES", description = "Largest turn of the hue.")
  private Double hue;

  @Option(names = "--grayscale", paramLabel = "SHARE", description = "How often without colour.")
  private Double grayscale;

  @Option(names = "--blur", paramLabel = "SHARE", description = "How often they are blurred.")
  private Double blur;

  @Option(names = "--erase", paramLabel = "SHARE", description = "How often a part is covered.")
  private Double erase;

  @Option(names = "--outline", paramLabel = "SHARE", description = "How often edges are drawn.")
  private Double outline;

  /**
   * The preset with the single settings in place of its own.
   *
   * @throws SettingException if the preset is unknown or a setting is out of its range
   */
  Augmentation augmentation() {
    Augmentation base = preset();
    return new Augmentation(
        cropScale == null ? base.minScale() : scale(0),
        cropScale == null ? base.maxScale() : scale(1),
        or(aspect, base.aspect()),
        or(background, base.background()),
        or(flip, base.flip()),
        or(rotation, base.rotation()),
        or(colour, base.brightness()),
        or(colour, base.contrast()),
        or(colour, base.saturation()),
        or(hue, base.hue()),
        or(grayscale, base.grayscale()),
        or(blur, base.blur()),
        or(erase, base.erase()),
        or(outline, base.outline()));
  }

  private Augmentation preset() {
    return switch (preset) {
      case "paper" -> Augmentation.PAPER;
      case "small-set" -> Augmentation.SMALL_SET;
      default ->
          throw new SettingException(
              "augmentation is '" + preset + "', expected paper or small-set");
    };
  }

  private double scale(int index) {
    if (cropScale.size() != 2) {
      throw new SettingException(
          "crop scale is " + cropScale + ", expected LEAST,MOST as in 0.6,1");
    }
    return cropScale.get(index);
  }

  private static double or(Double given, double preset) {
    return given == null ? preset : given;
  }
}
