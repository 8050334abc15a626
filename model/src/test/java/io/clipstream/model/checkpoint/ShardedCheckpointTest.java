package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.encoder.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights in several files, found through their index. */
class ShardedCheckpointTest extends EditedCheckpoint {
  @Test
  void loadsShardsThroughTheirIndex() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    writeShards("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");

    try (Weights whole =
            CheckpointDirectory.open(Golden.VIT_HF).load(Device.cpu(), DataType.FLOAT32);
        Weights sharded = CheckpointDirectory.open(dir).load(Device.cpu(), DataType.FLOAT32)) {
      whole
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(sharded.get(name).contentEquals(array)).as(name).isTrue());
    }
  }

  @Test
  void refusesShardsOutsideTheDirectory() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    for (String name : new String[] {"../m.safetensors", "/m.safetensors", "a/m.safetensors"}) {
      Files.writeString(
          dir.resolve("model.safetensors.index.json"),
          "{\"weight_map\": {\"logit_scale\": \"" + name + "\"}}");
      assertRefused("model.safetensors.index.json", "beside it, found " + name);
    }
  }

  @Test
  void refusesAnIndexThatPromisesWhatAShardLacks() throws IOException {
    copy(Golden.VIT_HF, CONFIG);
    writeShards("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
    Path index = dir.resolve("model.safetensors.index.json");
    Files.writeString(
        index, Files.readString(index).replace("\"logit_scale\"", "\"logit_scales\""));

    assertRefused("tensor logit_scales is missing");
  }

  private void writeShards(String... shards) throws IOException {
    CheckpointDirectory whole = CheckpointDirectory.open(Golden.VIT_HF);
    Map<String, String> index = new LinkedHashMap<>();
    try (Weights weights = whole.load(Device.cpu(), DataType.FLOAT32)) {
      Map<String, NDArray> stored =
          whole.layout().toLayout(whole.config(), weights.arrays(), weights.manager());
      stored.keySet().forEach(name -> index.put(name, shards[index.size() % shards.length]));
      for (String shard : shards) {
        Map<String, NDArray> part = new LinkedHashMap<>(stored);
        part.keySet().removeIf(name -> !index.get(name).equals(shard));
        try (OutputStream out = Files.newOutputStream(dir.resolve(shard))) {
          new SafetensorsWriter(shard, DataType.FLOAT32).write(out, Map.of(), part);
        }
      }
    }
    Files.write(
        dir.resolve("model.safetensors.index.json"),
        new ObjectMapper().writeValueAsBytes(Map.of("weight_map", index)));
  }
}
