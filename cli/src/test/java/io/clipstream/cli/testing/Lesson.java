package io.clipstream.cli.testing;

import ai.djl.ndarray.NDManager;
import io.clipstream.learning.store.ContentHash;
import io.clipstream.learning.store.Split;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LabelledSet.Example;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Picture;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.LabelSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sample pictures as what is taught and what is asked afterwards; files are named after things. */
public final class Lesson {
  private static final ImageDecoder DECODER = new ImageDecoder(ImageLimits.DEFAULT);

  private Lesson() {}

  private static final String DESIGN =
      "-(noto|noto-v1|openmoji|openclipart|twemoji|emojione|fxemoji|fluent-.*)\\.png";

  /** A picture with the label that its file is named after. */
  public static Example named(Path file) {
    String thing =
        String.valueOf(file.getFileName())
            .replaceAll(DESIGN, "")
            .replace('-', ' ')
            .replace("kitchen knife", "knife");
    return new Example(file, thing, Optional.empty(), Optional.empty());
  }

  public static CaptionedImage pair(Path file, List<String> captions) throws IOException {
    CaptionedImage pair = Pairs.of(file.toString(), Files.readAllBytes(file), "");
    pair.setCaptions(captions);
    return pair;
  }

  /** Those of a folder with captions.tsv. */
  public static List<CaptionedImage> pairs(Path folder) throws IOException {
    List<CaptionedImage> pairs = new ArrayList<>();
    try (PairStream stream = PairSource.open(folder, new SkipLog()).stream(1, 0)) {
      for (Optional<Pair> p = stream.next(); p.isPresent(); p = stream.next()) {
        pairs.add(pair(Path.of(p.get().id()), p.get().captions()));
      }
    }
    return pairs;
  }

  /** Writes them as the job does, which holds some out by their pixels. */
  public static void write(Path store, List<CaptionedImage> pairs, double heldOut)
      throws IOException {
    Map<Split, List<CaptionedImage>> parts =
        pairs.stream().collect(Collectors.groupingBy(pair -> split(pair, heldOut)));
    for (Map.Entry<Split, List<CaptionedImage>> part : parts.entrySet()) {
      Pairs.write(store, part.getKey(), part.getValue());
    }
  }

  private static Split split(CaptionedImage pair, double heldOut) {
    return Split.of(
        ContentHash.ofPicture(DECODER.decode(pair.getImage().array()).toOptional().orElseThrow()),
        heldOut);
  }

  /** Of how many pictures the best label is what they show. */
  public static long right(Clip clip, LabelSet set, List<Example> examples) throws IOException {
    Preprocessor preprocessor = new Preprocessor(clip.preprocessing());
    List<byte[]> pictures = new ArrayList<>();
    for (Example example : examples) {
      Picture picture =
          DECODER.read(example.path(), clip.preprocessing().imageSize()).toOptional().orElseThrow();
      pictures.add(preprocessor.apply(picture));
    }
    long right = 0;
    try (NDManager scope = clip.newScope();
        LabelBank bank = new LabelBank(clip, PublishedLabels.prompts(set))) {
      List<List<ScoredLabel>> best = bank.rank(clip.encodeImages(scope, pictures), 1);
      for (int i = 0; i < examples.size(); i++) {
        right += examples.get(i).label().equals(best.get(i).get(0).label()) ? 1 : 0;
      }
    }
    return right;
  }
}
