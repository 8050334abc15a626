package io.clipstream.operators.generation;

import io.clipstream.model.Clip;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelRules;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.schemas.LabelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A label set as one model sees it: embeddings and rules on the device. */
public final class Bank implements AutoCloseable {
  /** Labels or texts that are encoded between two looks at whether anybody still wants them. */
  private static final int CHUNK = 16;

  private final Lease<TaggingModel> model;
  private final List<TextKey> keys;
  private final LabelBank labels;
  private final LabelRules rules;

  private Bank(Lease<TaggingModel> model, List<TextKey> keys, LabelBank labels, LabelRules rules) {
    this.model = model;
    this.keys = keys;
    this.labels = labels;
    this.rules = rules;
  }

  /**
   * Encodes what the model has not encoded yet, and puts the bank together.
   *
   * @param model owned by the bank from now on, unless this fails
   * @throws CancellationException if nobody wants the bank any more
   */
  static Bank make(Lease<TaggingModel> model, LabelSet set, BooleanSupplier abandoned) {
    Clip clip = model.get().clip();
    Embeddings embeddings = model.get().embeddings();
    io.clipstream.model.zeroshot.LabelSet plain = PublishedLabels.prompts(set);
    List<TextKey> labelKeys = labelKeys(plain);
    List<TextKey> textKeys = textKeys(plain);
    List<TextKey> keys = new ArrayList<>(labelKeys);
    keys.addAll(textKeys);
    embeddings.use(keys);
    try {
      float[][] rows =
          rows(
              embeddings,
              labelKeys,
              plain.labels(),
              some -> LabelBank.embedLabels(clip, plain.templates(), some),
              abandoned);
      float[][] background =
          textKeys.isEmpty()
              ? new float[0][]
              : rows(
                  embeddings,
                  textKeys,
                  plain.background(),
                  some -> LabelBank.embedTexts(clip, some),
                  abandoned);
      return assemble(model, keys, clip, set, new LabelBank(clip, plain, rows, background));
    } catch (RuntimeException | Error e) {
      embeddings.release(keys);
      throw e;
    }
  }

  private static Bank assemble(
      Lease<TaggingModel> model, List<TextKey> keys, Clip clip, LabelSet set, LabelBank labels) {
    try {
      return new Bank(model, keys, labels, PublishedLabels.rules(clip, set));
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  private static List<TextKey> labelKeys(io.clipstream.model.zeroshot.LabelSet set) {
    List<String> templates = set.templates().templates();
    return set.labels().stream().map(l -> TextKey.ofLabel(templates, l.prompts())).toList();
  }

  private static List<TextKey> textKeys(io.clipstream.model.zeroshot.LabelSet set) {
    return set.scoring() == Scoring.SOFTMAX
        ? List.of()
        : set.background().stream().map(TextKey::ofText).toList();
  }

  private interface Encoder<S> {
    float[][] encode(List<S> some);
  }

  private static <S> float[][] rows(
      Embeddings embeddings,
      List<TextKey> keys,
      List<S> subjects,
      Encoder<S> encoder,
      BooleanSupplier abandoned) {
    float[][] rows = new float[keys.size()][];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = embeddings.find(keys.get(i));
      if (rows[i] == null) {
        missing.add(i);
      }
    }
    for (int from = 0; from < missing.size(); from += CHUNK) {
      if (abandoned.getAsBoolean()) {
        throw new CancellationException("nobody wants the bank any more");
      }
      List<Integer> chunk = missing.subList(from, Math.min(from + CHUNK, missing.size()));
      float[][] some = encoder.encode(chunk.stream().map(subjects::get).toList());
      for (int i = 0; i < some.length; i++) {
        rows[chunk.get(i)] = some[i];
        embeddings.addEncoded(keys.get(chunk.get(i)), some[i]);
      }
    }
    return rows;
  }

  public LabelBank labels() {
    return labels;
  }

  public LabelRules rules() {
    return rules;
  }

  @Override
  public void close() {
    rules.close();
    labels.close();
    model.get().embeddings().release(keys);
    model.close();
  }
}
