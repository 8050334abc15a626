package io.clipstream.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.Scoring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work without Flink and Kafka: a thread decodes the next batch while one encodes. */
final class InProcess {
  private final RandomCheckpoint checkpoint;
  private final int batch;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  InProcess(RandomCheckpoint checkpoint, int batch) {
    this.checkpoint = checkpoint;
    this.batch = batch;
  }

  /** Images a second, the first tenth left out as {@link Result#rate(long[])} does. */
  double tag(List<byte[]> pictures, int count) throws Exception {
    PromptedLabels labels =
        PromptedLabels.of(
            List.of("cat", "dog", "car", "tree"), PromptTemplates.of("label"), Scoring.SOFTMAX);
    ExecutorService ahead = Executors.newSingleThreadExecutor();
    try (Clip clip = Clip.load(checkpoint.directory(), Device.cpu());
        LabelBank bank = new LabelBank(clip, labels)) {
      Preprocessor preprocessor = new Preprocessor(clip.preprocessing());
      List<Long> moments = new ArrayList<>();
      Future<List<byte[]>> next = ahead.submit(() -> decoded(preprocessor, pictures, 0, count));
      for (int from = 0; from < count; from += batch) {
        List<byte[]> inputs = next.get();
        int after = from + batch;
        next = ahead.submit(() -> decoded(preprocessor, pictures, after, count));
        try (NDManager scope = clip.newScope()) {
          bank.rank(clip.encodeImages(scope, inputs), 4);
        }
        inputs.forEach(input -> moments.add(System.currentTimeMillis()));
      }
      return Result.rate(moments.stream().mapToLong(Long::longValue).toArray());
    } finally {
      ahead.shutdownNow();
    }
  }

  private List<byte[]> decoded(
      Preprocessor preprocessor, List<byte[]> pictures, int from, int count) {
    List<byte[]> inputs = new ArrayList<>();
    for (int i = from; i < Math.min(from + batch, count); i++) {
      DecodeResult result =
          decoder.decode(pictures.get(i % pictures.size()), preprocessor.settings().imageSize());
      inputs.add(preprocessor.apply(((DecodeResult.Decoded) result).picture()));
    }
    return inputs;
  }
}
