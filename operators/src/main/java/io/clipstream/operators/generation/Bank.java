package io.clipstream.operators.generation;

import io.clipstream.model.Clip;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelRules;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.operators.control.LabelParents;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Decisions;
import io.clipstream.schemas.Label;
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
    io.clipstream.model.zeroshot.LabelSet plain = plain(set);
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
      return new Bank(model, keys, labels, rules(clip, set));
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  /** The set in the model's terms; where the published one leaves something open, its default. */
  private static io.clipstream.model.zeroshot.LabelSet plain(LabelSet set) {
    List<io.clipstream.model.zeroshot.Label> labels =
        set.getLabels().stream()
            .map(
                label ->
                    new io.clipstream.model.zeroshot.Label(
                        label.getName(),
                        label.getPrompts().isEmpty()
                            ? List.of(label.getName())
                            : label.getPrompts()))
            .toList();
    PromptTemplates templates =
        set.getTemplates().isEmpty()
            ? PromptTemplates.named("label")
            : new PromptTemplates(set.getId(), set.getTemplates());
    boolean softmax = set.getScoring() == io.clipstream.schemas.Scoring.SOFTMAX;
    List<String> background =
        set.getBackgroundPrompts().isEmpty()
            ? io.clipstream.model.zeroshot.LabelSet.defaultBackground()
            : set.getBackgroundPrompts();
    return new io.clipstream.model.zeroshot.LabelSet(
        labels, templates, softmax ? Scoring.SOFTMAX : Scoring.INDEPENDENT, background);
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

  private static LabelRules rules(Clip clip, LabelSet set) {
    List<Label> labels = set.getLabels();
    float[] thresholds = new float[labels.size()];
    float[] severities = new float[labels.size()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = labels.get(i).getThreshold();
      severities[i] = severity(labels.get(i).getAction());
    }
    return new LabelRules(clip, thresholds, severities, LabelParents.of(set));
  }

  /** Rising with {@link Decisions}' order of decisions. */
  private static int severity(Action action) {
    return Decisions.of(action).ordinal();
  }

  /** The decision of a severity that {@link LabelBank#judge} found. */
  public static Decision decision(int severity) {
    return Decision.values()[severity];
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
