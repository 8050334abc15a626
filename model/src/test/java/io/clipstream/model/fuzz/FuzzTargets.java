package io.clipstream.model.fuzz;

import io.clipstream.model.image.HostileSeeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** What is fuzzed, and what to begin with. */
final class FuzzTargets {
  static final Map<String, Consumer<byte[]>> ALL =
      Map.of(
          "DecoderFuzz", DecoderFuzz::fuzzerTestOneInput,
          "JpegFuzz", JpegFuzz::fuzzerTestOneInput,
          "SafetensorsFuzz", SafetensorsFuzz::fuzzerTestOneInput,
          "TokenizerFuzz", TokenizerFuzz::fuzzerTestOneInput,
          "AvroFuzz", AvroFuzz::fuzzerTestOneInput,
          "LabelSetFuzz", LabelSetFuzz::fuzzerTestOneInput);

  private static final List<String> SAFETENSORS =
      List.of(
          "{}",
          "{\"__metadata__\":{\"a\":\"b\"}}",
          "{\"w\":{\"dtype\":\"F32\",\"shape\":[4,4],\"data_offsets\":[0,64]}}",
          "{\"w\":{\"dtype\":\"BF16\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,1]}}");

  private static final List<String> TOKENIZERS =
      List.of(
          "\0{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[\"a b\"]}}",
          "\0{\"added_tokens\":[{\"id\":2,\"content\":\"<|endoftext|>\"}],\"model\":{\"vocab\":{}}}",
          "\1{\"a\":0,\"b</w>\":1,\"<|startoftext|>\":2,\"<|endoftext|>\":3}\0#version: 0.2\na b</w>\n");

  private FuzzTargets() {}

  static List<byte[]> seeds(String target) {
    return switch (target) {
      case "DecoderFuzz" -> HostileSeeds.pictures();
      case "JpegFuzz" -> HostileSeeds.jpegs();
      case "SafetensorsFuzz" -> bytes(SAFETENSORS);
      case "TokenizerFuzz" -> bytes(TOKENIZERS);
      default -> noise();
    };
  }

  private static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Records are mostly small numbers and lengths. */
  private static List<byte[]> noise() {
    Random random = new Random(11);
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] seed = new byte[random.nextInt(120)];
      for (int k = 0; k < seed.length; k++) {
        seed[k] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(8));
      }
      seeds.add(seed);
    }
    return seeds;
  }
}
