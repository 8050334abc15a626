package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ConvNeXt.Projection;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialisationTest {
  private static final TextTower TEXT =
      new CausalTextTransformer(
          40, 3000, 64, 3, 4, 256, Activation.QUICK_GELU, 1e-5, CausalTextTransformer.HIGHEST_ID);
  private static final ClipConfig VIT =
      new ClipConfig(
          48, new VisionTransformer(64, 8, 96, 2, 4, 384, Activation.QUICK_GELU, 1e-5), TEXT);
  private static final ClipConfig SIGLIP =
      new ClipConfig(
          96,
          new SiglipVisionTransformer(64, 8, 96, 2, 4, 272, Activation.GELU_TANH, 1e-6),
          new SiglipTextTransformer(40, 3000, 64, 3, 4, 256, Activation.GELU_TANH, 1e-6),
          true);
  private static final ClipConfig RES_NET =
      new ClipConfig(48, new ModifiedResNet(64, 16, List.of(1, 1, 1, 1), 8), TEXT);

  private static final ClipConfig CONV_NEXT =
      new ClipConfig(
          48,
          new ConvNeXt(
              64, List.of(1, 1, 1, 1), List.of(32, 48, 64, 80), 1e-6, 1e-6, Projection.MLP),
          TEXT);

  /** Deviations of the original code: a fan in of f means 1/sqrt(f), uniforms 1/sqrt(3 f). */
  @ParameterizedTest
  @CsvSource({
    "token_embedding.weight, 0.02",
    "positional_embedding, 0.01",
    "text_projection, 0.125", // 64^-0.5
    "transformer.resblocks.1.attn.in_proj_weight, 0.125",
    "transformer.resblocks.1.attn.out_proj.weight, 0.051031", // 64^-0.5 * 6^-0.5
    "transformer.resblocks.1.mlp.c_proj.weight, 0.051031",
    "transformer.resblocks.1.mlp.c_fc.weight, 0.088388", // 128^-0.5
    "transformer.resblocks.1.mlp.c_fc.bias, 0.072169", // (3 * 64)^-0.5
    "transformer.resblocks.1.attn.in_proj_bias, 0",
    "transformer.resblocks.1.attn.out_proj.bias, 0",
    "visual.class_embedding, 0.102062", // 96^-0.5
    "visual.positional_embedding, 0.102062",
    "visual.proj, 0.102062",
    "visual.conv1.weight, 0.041667", // (3 * 3 * 8 * 8)^-0.5
    "visual.transformer.resblocks.0.attn.in_proj_weight, 0.072169", // (2 / (96 + 288))^0.5
    "visual.transformer.resblocks.0.attn.out_proj.weight, 0.058926", // (3 * 96)^-0.5
    "visual.transformer.resblocks.0.mlp.c_fc.weight, 0.058926",
    "visual.transformer.resblocks.0.mlp.c_proj.weight, 0.029463", // (3 * 384)^-0.5
    "visual.transformer.resblocks.0.attn.in_proj_bias, 0"
  })
  void theVisionTransformerIsDrawnAsInTheOriginalCode(String name, double deviation) {
    requireDeviation(VIT, name, deviation);
  }

  @ParameterizedTest
  @CsvSource({
    "visual.conv2.weight, 0.068041", // (3 * 8 * 9)^-0.5
    "visual.layer2.0.conv3.weight, 0.102062", // (3 * 32)^-0.5
    "visual.attnpool.positional_embedding, 0.044194", // 512^-0.5
    "visual.attnpool.q_proj.weight, 0.044194",
    "visual.attnpool.c_proj.weight, 0.044194",
    "visual.attnpool.q_proj.bias, 0.025516", // (3 * 512)^-0.5
  })
  void theResNetIsDrawnAsInTheOriginalCode(String name, double deviation) {
    requireDeviation(RES_NET, name, deviation);
  }

  @ParameterizedTest
  @CsvSource({
    "visual.conv1.weight, 0.072169", // (3 * 8 * 8)^-0.5
    "visual.conv1.bias, 0",
    "visual.positional_embedding, 0.102062", // 96^-0.5
    "visual.transformer.resblocks.1.attn.in_proj_weight, 0.102062", // (2 / (96 + 96))^0.5
    "visual.transformer.resblocks.1.attn.out_proj.weight, 0.102062",
    "visual.transformer.resblocks.1.attn.in_proj_bias, 0",
    "visual.transformer.resblocks.0.mlp.c_fc.weight, 0.073721", // (2 / (96 + 272))^0.5
    "visual.transformer.resblocks.0.mlp.c_proj.weight, 0.073721",
    "visual.transformer.resblocks.0.mlp.c_proj.bias, 1e-6",
    "visual.pool.query, 0.102062", // (2 / (96 + 96))^0.5
    "visual.pool.attn.in_proj_weight, 0.102062",
    "visual.pool.mlp.c_fc.weight, 0.073721",
    "token_embedding.weight, 0.125", // 64^-0.5
    "positional_embedding, 0.125",
    "transformer.resblocks.1.attn.in_proj_weight, 0.125",
    "transformer.resblocks.1.mlp.c_fc.weight, 0.079057", // (2 / (64 + 256))^0.5
    "text_projection.weight, 0.125",
    "text_projection.bias, 0"
  })
  void siglipIsDrawnAsByItsAuthors(String name, double deviation) {
    requireDeviation(SIGLIP, name, deviation);
  }

  @ParameterizedTest
  @CsvSource({
    "visual.conv1.weight, 0.02",
    "visual.conv1.bias, 0",
    "visual.stages.1.join.weight, 0.02",
    "visual.stages.2.blocks.0.conv_dw.weight, 0.02",
    "visual.stages.2.blocks.0.conv_dw.bias, 0",
    "visual.stages.3.blocks.0.mlp.c_proj.weight, 0.02",
    "visual.stages.3.blocks.0.mlp.c_fc.bias, 0",
    "visual.proj.c_fc.weight, 0.064550", // (3 * 80)^-0.5
    "visual.proj.c_fc.bias, 0.064550",
    "visual.proj.c_proj.weight, 0.058926", // (3 * 96)^-0.5
    "text_projection, 0.125"
  })
  void convNeXtIsDrawnAsByItsAuthors(String name, double deviation) {
    requireDeviation(CONV_NEXT, name, deviation);
  }

  @Test
  void convNeXtsGainsBeginSmallAndItsNormsAsOthers() {
    try (Weights weights = Initialisation.of(CONV_NEXT, 1, manager())) {
      requireAll(weights, "visual.stages.1.blocks.0.ls_2.gamma", 1e-6f);
      requireAll(weights, "visual.stages.1.blocks.0.ln_2.weight", 1);
      requireAll(weights, "visual.stages.1.ln_join.weight", 1);
      requireAll(weights, "visual.stages.1.ln_join.bias", 0);
      requireAll(weights, "visual.ln_post.weight", 1);
    }
  }

  @Test
  void siglipBeginsWithTheScaleAndBiasOfItsPaper() {
    Objective sigmoid = new Objective.Sigmoid(OptionalDouble.empty());
    try (Weights weights = Initialisation.of(SIGLIP, 1, sigmoid, manager())) {
      requireAll(weights, "logit_scale", (float) Math.log(10));
      requireAll(weights, "logit_bias", -10);
      requireAll(weights, "visual.pool.ln_2.weight", 1);
      requireAll(weights, "visual.pool.ln_2.bias", 0);
    }
  }

  private static void requireDeviation(ClipConfig config, String name, double deviation) {
    try (Weights weights = Initialisation.of(config, 1, manager())) {
      double[] values = Errors.doubles(weights.get(name));
      double mean = Arrays.stream(values).average().orElseThrow();
      double square = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
      double error = 5 * deviation / Math.sqrt(values.length);
      assertThat(mean).isCloseTo(0, within(error));
      assertThat(Math.sqrt(square)).isCloseTo(deviation, within(error));
    }
  }

  @Test
  void gainsAreOneBiasesOfNormsZeroAndTheLastGainOfABottleneckZero() {
    try (Weights weights = Initialisation.of(RES_NET, 1, manager())) {
      requireAll(weights, "visual.layer3.0.bn2.weight", 1);
      requireAll(weights, "visual.layer3.0.bn3.weight", 0);
      requireAll(weights, "visual.bn3.weight", 1);
      requireAll(weights, "visual.layer3.0.downsample.1.weight", 1);
      requireAll(weights, "visual.layer3.0.downsample.1.bias", 0);
      requireAll(weights, "visual.bn1.running_mean", 0);
      requireAll(weights, "visual.bn1.running_var", 1);
      requireAll(weights, "transformer.resblocks.0.ln_1.weight", 1);
      requireAll(weights, "ln_final.bias", 0);
      requireAll(weights, "logit_scale", (float) Math.log(1 / 0.07));
    }
  }

  private static void requireAll(Weights weights, String name, float value) {
    assertThat(weights.get(name).toFloatArray()).as(name).containsOnly(value);
  }

  @Test
  void equalSeedsGiveEqualWeightsAndOthersDifferentOnes() {
    ClipConfig config = TestModels.resNet();
    try (Weights one = Initialisation.of(config, 5, manager());
        Weights same = Initialisation.of(config, 5, manager());
        Weights other = Initialisation.of(config, 6, manager())) {
      one.arrays()
          .forEach(
              (name, array) -> {
                float[] values = array.toFloatArray();
                assertThat(same.get(name).toFloatArray()).containsExactly(values);
                boolean drawn = Arrays.stream(Errors.doubles(array)).distinct().count() > 1;
                assertThat(Arrays.equals(other.get(name).toFloatArray(), values))
                    .as(name)
                    .isEqualTo(!drawn);
              });
    }
  }

  @Test
  void arraysOfOneShapeAreNotDrawnAlike() {
    try (Weights weights = Initialisation.of(VIT, 1, manager())) {
      NDArray first = weights.get("transformer.resblocks.0.mlp.c_fc.weight");
      NDArray second = weights.get("transformer.resblocks.1.mlp.c_fc.weight");
      double correlation = first.mul(second).mean().getFloat() / first.square().mean().getFloat();
      assertThat(correlation).isCloseTo(0, within(0.04));
    }
  }

  private static NDManager manager() {
    return NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }
}
