package io.clipstream.model.training;

import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.encoder.ParameterTable;
import java.util.Optional;
import java.util.SplittableRandom;

/** How OpenCLIP's options of towers begin, where they bring arrays that CLIP has not. */
final class OpenInitialisation {
  private static final double WAVELENGTHS = 10000;

  private OpenInitialisation() {}

  /** For an array of an image tower that is no part of a norm; empty where it begins as CLIP's. */
  static Optional<Distribution> of(OpenVisionTransformer tower, String name) {
    if (name.endsWith(".gamma")) {
      return Optional.of(Distribution.constant(tower.layerScale()));
    }
    if (name.equals(ParameterTable.FIXED_POSITIONS)) {
      return Optional.of(new SinesAndCosines(tower.plain().width(), tower.grid()));
    }
    if (name.endsWith("attn_pool.query")) {
      return Optional.of(Distribution.normal(1));
    }
    return name.endsWith("attn_pool.attn.in_proj_bias")
        ? Optional.of(Distribution.constant(0))
        : Optional.empty();
  }

  /** The same of a text tower. */
  static Optional<Distribution> of(OpenTextTransformer tower, String name) {
    if (name.endsWith(".gamma")) {
      return Optional.of(Distribution.constant(tower.layerScale()));
    }
    return switch (name) {
      case "cls_emb" -> Optional.of(Distribution.normal(0.01));
      case "text_projection.weight" ->
          Optional.of(Distribution.normal(1 / Math.sqrt(tower.width())));
      case "text_projection.bias" -> Optional.of(Distribution.constant(0));
      default -> Optional.empty();
    };
  }

  /**
   * Position embeddings of a grid, zero for the class token in front: the first half of the
   * channels tells the column, the second the row, each by sines and then cosines of falling
   * frequency (Chen et al. 2021, "An Empirical Study of Training Self-Supervised Vision
   * Transformers", section 4). Numbers come one after the other.
   */
  private static final class SinesAndCosines implements Distribution {
    private final int width;
    private final int grid;
    private int next;

    SinesAndCosines(int width, int grid) {
      this.width = width;
      this.grid = grid;
    }

    @Override
    public double draw(SplittableRandom random) {
      int position = next / width - 1;
      int channel = next++ % width;
      return position < 0 ? 0 : at(position, channel);
    }

    private double at(int position, int channel) {
      int waves = width / 4;
      double coordinate = channel < width / 2 ? position % grid : position / grid;
      double angle = coordinate / Math.pow(WAVELENGTHS, (double) (channel % waves) / waves);
      return channel / waves % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
}
