package io.clipstream.benchmarks;

import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Captions to token ids, on one core. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description = "Captions to token ids, on one core.")
final class TokenizingBenchmark implements Callable<Integer> {
  private static final int CAPTIONS = 20_000;
  private static final int CONTEXT = 77;
  private static final String SYLLABLES = "ba ko li mu ne ra si to ve za chi fro gan plu ster";

  @Mixin private Machine machine;

  @Option(
      names = "--vocabulary",
      paramLabel = "DIR",
      description = "A directory with a tokenizer. Default: one learnt from the captions.")
  private Path vocabulary;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> captions = captions();
    Tokenizer tokenizer =
        vocabulary == null
            ? BytePairTrainer.train(captions, 2048).tokenizer(CONTEXT)
            : Tokenizer.load(vocabulary, CONTEXT);
    Runnable all = () -> captions.forEach(tokenizer::encode);
    Rounds rounds = machine.measure(Map.of("encode", all));
    long tokens = captions.stream().mapToLong(caption -> tokenizer.encode(caption).length).sum();
    new Table(spec.commandLine().getOut())
        .line(
            "%,.0f captions/s, %,.0f tokens/s (best %,.0f), vocabulary of %d, one core, %s",
            CAPTIONS / rounds.median("encode"),
            tokens / rounds.median("encode"),
            tokens / rounds.best("encode"),
            tokenizer.vocabularySize(),
            machine.describe());
    return 0;
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
