package io.clipstream.operators.tagging;

import io.clipstream.control.LabelSetRule;
import io.clipstream.model.zeroshot.Judgement;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.operators.PreviewLog;
import io.clipstream.operators.generation.Bank;
import io.clipstream.operators.generation.Generation;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetProblem;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewOutcome;
import io.clipstream.schemas.PreviewRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Scores pictures by a draft, as the tagger would with it. It keeps the last draft's bank and the
 * embeddings of pictures for a while: whoever edits asks often. For one thread.
 */
final class DraftScorer implements AutoCloseable {
  static final int MAX_SAMPLES = 1_000;
  private static final int MAX_TOP = 100;
  private static final int AT_ONCE = 128;
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** The bank of a draft with one checkpoint. */
  private record Draft(String sha256, String hash, Bank bank) {}

  private final TaggerSettings settings;
  private final SampleEmbeddings samples;
  private Optional<Draft> draft = Optional.empty();
  private long usedNanos;

  DraftScorer(TaggerSettings settings, PreviewLog.Session session) {
    this.settings = settings;
    this.samples = new SampleEmbeddings(settings, session::image);
  }

  /** An answer that says nothing yet. */
  static PreviewAnswer.Builder answer(PreviewRequest request) {
    return PreviewAnswer.newBuilder()
        .setRequestId(request.getRequestId())
        .setJobName(request.getJobName())
        .setAnsweredAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  /**
   * What would become of the pictures, or why that is not said.
   *
   * @param generation in service, retained by the caller
   * @param abandoned turns true when nobody waits any more
   * @throws RuntimeException if the draft cannot be encoded, or the device fails
   */
  PreviewAnswer answer(PreviewRequest request, Generation generation, BooleanSupplier abandoned) {
    Optional<String> problem = problem(request);
    if (problem.isPresent()) {
      return answer(request).setProblem(problem.get()).build();
    }
    LabelSet set = request.getLabelSet();
    Bank bank = bank(set, generation, abandoned);
    int top = request.getTop() == 0 ? settings.results().topK() : request.getTop();
    List<SampleEmbeddings.Sample> pictures =
        samples.of(request.getSamples(), generation, abandoned);
    List<PreviewOutcome> outcomes = outcomes(bank, set, pictures, Math.min(top, MAX_TOP));
    usedNanos = System.nanoTime();
    return answer(request)
        .setCheckpointId(generation.checkpoint().getCheckpointId())
        .setLabelSetHash(LabelSets.contentHash(set))
        .setOutcomes(outcomes)
        .build();
  }

  private static Optional<String> problem(PreviewRequest request) {
    int count = request.getSamples().size();
    if (count > MAX_SAMPLES) {
      return Optional.of("there are " + count + " pictures, expected at most " + MAX_SAMPLES);
    }
    if (request.getTop() < 0) {
      return Optional.of("top is " + request.getTop() + ", expected 0 or more");
    }
    List<String> problems =
        LabelSetRule.problems(request.getLabelSet()).stream()
            .map(LabelSetProblem::message)
            .toList();
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }

  private Bank bank(LabelSet set, Generation generation, BooleanSupplier abandoned) {
    String sha256 = generation.checkpoint().getSha256();
    String hash = LabelSets.contentHash(set);
    if (draft.filter(d -> d.sha256().equals(sha256) && d.hash().equals(hash)).isEmpty()) {
      close();
      draft = Optional.of(new Draft(sha256, hash, generation.draft(set, abandoned)));
    }
    return draft.get().bank();
  }

  private static List<PreviewOutcome> outcomes(
      Bank bank, LabelSet set, List<SampleEmbeddings.Sample> samples, int top) {
    PreviewOutcome[] outcomes = new PreviewOutcome[samples.size()];
    List<Integer> encoded = new ArrayList<>();
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      int at = i;
      samples
          .get(i)
          .to(
              embedding -> {
                encoded.add(at);
                embeddings.add(embedding);
              },
              problem -> outcomes[at] = new PreviewOutcome(List.of(), null, problem));
    }
    for (int from = 0; from < encoded.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, encoded.size());
      List<Integer> some = encoded.subList(from, to);
      float[][] rows = embeddings.subList(from, to).toArray(float[][]::new);
      List<Judgement> judgements = bank.labels().judge(rows, bank.rules(), top);
      for (int i = 0; i < some.size(); i++) {
        Judgement judgement = judgements.get(i);
        outcomes[some.get(i)] =
            new PreviewOutcome(
                PublishedLabels.tags(set, judgement), PublishedLabels.decision(judgement), null);
      }
    }
    return Arrays.asList(outcomes);
  }

  /** Gives up what was kept if another checkpoint serves, or nobody has asked for a while. */
  void forgetUnless(Optional<Generation> serving) {
    boolean isOther =
        draft.isPresent()
            && !serving
                .map(generation -> generation.checkpoint().getSha256())
                .equals(draft.map(Draft::sha256));
    if (isOther || System.nanoTime() - usedNanos > KEPT.toNanos()) {
      close();
      samples.clear();
    }
  }

  @Override
  public void close() {
    draft.map(Draft::bank).ifPresent(Bank::close);
    draft = Optional.empty();
  }
}
