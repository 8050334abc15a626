package io.clipstream.operators.generation;

import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.zeroshot.CutPrompts;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelRules;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A label set as one model sees it: embeddings and rules on the device. */
public final class Bank implements AutoCloseable {
  private static final Log LOG = Log.of(Bank.class);

  /** Labels or texts that are encoded between two looks at whether anybody still wants them. */
  private static final int CHUNK = 16;

  private final Lease<TaggingModel> model;
  private final List<TextKey> keys;
  private final LabelBank labels;
  private final LabelRules rules;
  private final Optional<String> warning;
  private final Instant made = Instant.now();

  private Bank(
      Lease<TaggingModel> model,
      List<TextKey> keys,
      LabelBank labels,
      LabelRules rules,
      Optional<String> warning) {
    this.model = model;
    this.keys = keys;
    this.labels = labels;
    this.rules = rules;
    this.warning = warning;
  }

  /**
   * Encodes what the model has not encoded yet, and puts the bank together.
   *
   * @param model owned by the bank from now on, unless this fails
   * @throws CancellationException if nobody wants the bank any more
   * @throws DeviceFaultException if the device fails, which is not the set's fault
   * @throws RuntimeException if the set cannot be encoded
   */
  static Bank make(Lease<TaggingModel> model, LabelSet set, BooleanSupplier abandoned) {
    Clip clip = model.get().clip();
    Embeddings embeddings = model.get().embeddings();
    io.clipstream.model.zeroshot.PromptedLabels plain = PublishedLabels.prompts(set);
    plain.scoring().require(clip.logitBias().isPresent());
    List<TextKey> labelKeys = labelKeys(plain);
    List<TextKey> textKeys = textKeys(plain);
    List<TextKey> keys = joined(labelKeys, textKeys);
    embeddings.use(keys);
    try {
      float[][] rows =
          rows(
              model.get(),
              labelKeys,
              plain.labels(),
              some -> LabelBank.embedLabels(clip, plain.templates(), some),
              abandoned);
      float[][] background =
          textKeys.isEmpty()
              ? new float[0][]
              : rows(
                  model.get(),
                  textKeys,
                  plain.background(),
                  some -> LabelBank.embedTexts(clip, some),
                  abandoned);
      return assemble(model, keys, clip, set, new LabelBank(clip, plain, rows, background));
    } catch (RuntimeException e) {
      embeddings.release(keys);
      throw isOfDevice(e, model.get()) ? new DeviceFaultException(e) : e;
    } catch (Error e) {
      embeddings.release(keys);
      throw e;
    }
  }

  private static boolean isOfDevice(RuntimeException failure, TaggingModel model) {
    boolean isTold =
        failure instanceof ModelException
            || failure instanceof CancellationException
            || failure instanceof DeviceFaultException;
    return !isTold && (Bisection.isOutOfMemory(failure) || !model.isHealthy());
  }

  /** What the embeddings of a set are made of. */
  static List<TextKey> keys(LabelSet set) {
    io.clipstream.model.zeroshot.PromptedLabels plain = PublishedLabels.prompts(set);
    return joined(labelKeys(plain), textKeys(plain));
  }

  private static List<TextKey> joined(List<TextKey> labels, List<TextKey> texts) {
    List<TextKey> keys = new ArrayList<>(labels);
    keys.addAll(texts);
    return keys;
  }

  private static Bank assemble(
      Lease<TaggingModel> model, List<TextKey> keys, Clip clip, LabelSet set, LabelBank labels) {
    try {
      Optional<String> warning = CutPrompts.warning(clip.tokenizer(), labels.set());
      warning.ifPresent(
          words ->
              LOG.with(LogKey.LABEL_SET, set.getId())
                  .with(LogKey.REVISION, set.getRevision())
                  .with(LogKey.DETAIL, words)
                  .warn("prompts are cut"));
      return new Bank(model, keys, labels, PublishedLabels.rules(clip, set), warning);
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  private static List<TextKey> labelKeys(io.clipstream.model.zeroshot.PromptedLabels set) {
    List<String> templates = set.templates().templates();
    return set.labels().stream().map(l -> TextKey.ofLabel(templates, l.prompts())).toList();
  }

  private static List<TextKey> textKeys(io.clipstream.model.zeroshot.PromptedLabels set) {
    return set.scoring() == Scoring.INDEPENDENT
        ? set.background().stream().map(TextKey::ofText).toList()
        : List.of();
  }

  private interface Encoder<S> {
    float[][] encode(List<S> some);
  }

  private static <S> float[][] rows(
      TaggingModel model,
      List<TextKey> keys,
      List<S> subjects,
      Encoder<S> encoder,
      BooleanSupplier abandoned) {
    Embeddings embeddings = model.embeddings();
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
      List<float[]> some = encode(model, encoder, chunk.stream().map(subjects::get).toList());
      for (int i = 0; i < some.size(); i++) {
        rows[chunk.get(i)] = some.get(i);
        embeddings.addEncoded(keys.get(chunk.get(i)), some.get(i));
      }
    }
    return rows;
  }

  /** Halves what the device cannot take at once, and tells its faults from those of a label. */
  private static <S> List<float[]> encode(TaggingModel model, Encoder<S> encoder, List<S> chunk) {
    try {
      return new Bisection<S, float[]>(
              some -> Arrays.asList(encoder.encode(some)),
              failure -> {
                throw new ModelException("a label cannot be encoded: " + failure, failure);
              },
              model::isHealthy)
          .run(chunk);
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DeviceFaultException(e);
    }
  }

  public LabelBank labels() {
    return labels;
  }

  public LabelRules rules() {
    return rules;
  }

  /** What people should know of its prompts, in one line. */
  public Optional<String> warning() {
    return warning;
  }

  /** When it was put together. */
  public Instant made() {
    return made;
  }

  @Override
  public void close() {
    rules.close();
    labels.close();
    model.get().embeddings().release(keys);
    model.close();
  }
}
