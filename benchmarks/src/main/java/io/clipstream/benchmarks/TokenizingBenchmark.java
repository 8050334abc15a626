package io.clipstream.benchmarks;

import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports {@link Tokenizing}. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description = "Captions to token ids, on one core.")
final class TokenizingBenchmark implements Callable<Integer> {
  @Mixin private Jmh jmh;

  @Option(
      names = "--vocabulary",
      paramLabel = "DIR",
      defaultValue = "",
      description = "A directory with a tokenizer. Default: one learnt from the captions.")
  private String vocabulary;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws RunnerException {
    Tokenizing captions = new Tokenizing();
    captions.vocabulary = vocabulary;
    captions.load();
    double tokens = captions.tokensOfACaption();
    for (RunResult result :
        jmh.run(Tokenizing.class, Map.of("vocabulary", new String[] {vocabulary}))) {
      new Table(spec.commandLine().getOut())
          .line(
              "%,.0f captions/s, %,.0f tokens/s (best %,.0f), vocabulary of %d, one core, %s",
              1 / Jmh.median(result),
              tokens / Jmh.median(result),
              tokens / Jmh.best(result),
              captions.vocabularySize(),
              jmh.describe());
    }
    return 0;
  }
}
