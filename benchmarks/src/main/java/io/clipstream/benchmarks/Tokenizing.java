package io.clipstream.benchmarks;

import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Captions to token ids. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Tokenizing {
  private static final int CAPTIONS = 20_000;
  private static final int CONTEXT = 77;
  private static final String SYLLABLES = "ba ko li mu ne ra si to ve za chi fro gan plu ster";

  /** A directory with a tokenizer; nothing for one learnt from the captions. */
  @Param("")
  public String vocabulary;

  private List<String> captions;
  private Tokenizer tokenizer;

  /** Makes the captions and a tokenizer. */
  @Setup
  public void load() {
    captions = captions();
    tokenizer =
        vocabulary.isEmpty()
            ? BytePairTrainer.train(captions, 2048).tokenizer(CONTEXT)
            : Tokenizer.load(Path.of(vocabulary), CONTEXT);
  }

  /** Tokenizes all captions. */
  @Benchmark
  @OperationsPerInvocation(CAPTIONS)
  public void tokenize(Blackhole sink) {
    for (String caption : captions) {
      sink.consume(tokenizer.encode(caption));
    }
  }

  int vocabularySize() {
    return tokenizer.vocabularySize();
  }

  double tokensOfACaption() {
    return captions.stream()
        .mapToInt(caption -> tokenizer.encode(caption).length)
        .average()
        .orElseThrow();
  }

  /** Captions of five to fifteen words out of a thousand made-up ones, frequent ones first. */
  private static List<String> captions() {
    SplittableRandom random = new SplittableRandom(1);
    String[] syllables = SYLLABLES.split(" ", -1);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      StringBuilder word = new StringBuilder();
      for (int s = 1 + random.nextInt(4); s > 0; s--) {
        word.append(syllables[random.nextInt(syllables.length)]);
      }
      words.add(word.toString());
    }
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < CAPTIONS; i++) {
      List<String> caption = new ArrayList<>();
      for (int w = 5 + random.nextInt(11); w > 0; w--) {
        caption.add(words.get((int) (1000 * random.nextDouble() * random.nextDouble())));
      }
      captions.add("A photo of " + String.join(" ", caption) + ".");
    }
    return captions;
  }
}
