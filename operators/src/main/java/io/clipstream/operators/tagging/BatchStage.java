package io.clipstream.operators.tagging;

import io.clipstream.model.zeroshot.Judgement;
import io.clipstream.operators.generation.Bank;
import io.clipstream.operators.generation.Bisection;
import io.clipstream.operators.generation.KnownPictures;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.tagging.Outcome.BatchTimes;
import io.clipstream.operators.tagging.Outcome.Judged;
import io.clipstream.operators.tagging.Outcome.Refused;
import io.clipstream.operators.trace.BatchTrace;
import io.clipstream.operators.trace.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes and scores micro-batches on the device. Runs on the operator's device thread. */
final class BatchStage {
  private final int top;
  private final boolean keepsEmbeddings;
  private final Tracing tracing;

  BatchStage(TaggerSettings settings, Tracing tracing) {
    this.tracing = tracing;
    this.top = settings.results().topK();
    this.keepsEmbeddings = settings.results().hasEmbedding();
  }

  /**
   * An outcome for each picture.
   *
   * @param model of all these pictures
   * @throws RuntimeException if the device fails
   */
  List<Outcome> run(TaggingModel model, List<ImageEntry> batch) {
    return new Bisection<ImageEntry, Outcome>(
            some -> encode(model, some), BatchStage::refused, model::isHealthy)
        .run(batch);
  }

  private static Outcome refused(RuntimeException failure) {
    return refused(EncodingFault.of(failure));
  }

  private static Outcome refused(EncodingFault fault) {
    return new Refused(fault.reason(), fault.message());
  }

  private List<Outcome> encode(TaggingModel model, List<ImageEntry> batch) {
    long start = System.nanoTime();
    // Pictures of one label set stand together, so that they are scored together.
    List<ImageEntry> sorted = byBank(batch);
    List<Prepared.Ready> pictures = sorted.stream().map(ImageEntry::ready).toList();
    BatchEmbeddings made = BatchEmbeddings.of(model, pictures);
    float[][] embeddings = made.rows(); // [N][E]
    long encoded = System.nanoTime();
    List<Judgement> judgements = judge(sorted, embeddings);
    long scored = System.nanoTime();
    BatchTrace trace =
        tracing.batch(
            batch, new Tracing.Device(start, encoded, scored, batch.size(), made.encoded()));
    BatchTimes times =
        new BatchTimes(
            start,
            encoded - start,
            scored - encoded,
            System.currentTimeMillis(),
            batch.size(),
            made.encoded(),
            trace);
    Map<ImageEntry, Outcome> outcomes = new HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      outcomes.put(
          sorted.get(i), outcome(model, pictures.get(i), judgements.get(i), embeddings[i], times));
    }
    return batch.stream().map(outcomes::get).toList();
  }

  private static List<ImageEntry> byBank(List<ImageEntry> batch) {
    Map<Bank, Integer> places = new HashMap<>();
    batch.forEach(entry -> places.putIfAbsent(bank(entry), places.size()));
    List<ImageEntry> sorted = new ArrayList<>(batch);
    sorted.sort(Comparator.comparing(entry -> places.get(bank(entry))));
    return sorted;
  }

  private static Bank bank(ImageEntry entry) {
    return entry.bank.lease().get();
  }

  private List<Judgement> judge(List<ImageEntry> sorted, float[][] embeddings) {
    List<Judgement> judgements = new ArrayList<>();
    for (int from = 0; from < sorted.size(); ) {
      Bank bank = bank(sorted.get(from));
      int to = from;
      while (to < sorted.size() && bank(sorted.get(to)) == bank) {
        to++;
      }
      float[][] own = Arrays.copyOfRange(embeddings, from, to);
      judgements.addAll(bank.labels().judge(own, bank.rules(), top));
      from = to;
    }
    return judgements;
  }

  private Outcome outcome(
      TaggingModel model,
      Prepared.Ready picture,
      Judgement judgement,
      float[] embedding,
      BatchTimes times) {
    Optional<EncodingFault> fault = EncodingFault.in(embedding, 0, embedding.length);
    if (fault.isPresent()) {
      return refused(fault.get());
    }
    picture.toEncoder(decoded -> keep(model, decoded, embedding), recognised -> {});
    return new Judged(judgement, keepsEmbeddings ? embedding : null, times);
  }

  private static void keep(TaggingModel model, Prepared.Decoded picture, float[] embedding) {
    KnownPictures.Known known = new KnownPictures.Known(picture.facts(), embedding);
    picture.key().ifPresent(key -> model.pictures().keep(key, known));
  }
}
