package io.clipstream.model.training.data;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Where pairs come from. */
public interface PairSource {
  /** Pairs held back while shuffling what can only be read in order. */
  int DEFAULT_BUFFER = 2_000;

  /** Endings of tars; what they hold tells how it is packed, and what is not read is counted. */
  List<String> TARS =
      List.of(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar.lz4");

  /** What people know the source as. */
  String name();

  /**
   * Opens an epoch. Its order follows from {@code seed} and {@code epoch} alone; every usable pair
   * comes once.
   */
  PairStream stream(long seed, int epoch) throws IOException;

  /**
   * Opens a source by what is found at {@code path}: a folder with {@code captions.tsv}, a table
   * like it, an Avro file or a folder of them, a tar or a folder of them; a tar may be gzipped.
   *
   * @param buffer pairs held back while shuffling Avro files and tars
   * @throws ResourceException if there is none of these
   */
  static PairSource open(Path path, int buffer, SkipLog skips) throws IOException {
    Path table = path.resolve(CaptionsTable.OF_FOLDER);
    if (Files.isRegularFile(table)) {
      return CaptionsTable.open(path.toString(), table, skips);
    }
    if (path.toString().endsWith(".tsv") && Files.isRegularFile(path)) {
      return CaptionsTable.open(path.toString(), path, skips);
    }
    List<Path> avro = files(path, List.of(".avro"));
    if (!avro.isEmpty()) {
      return AvroPairs.open(path.toString(), avro, buffer, skips);
    }
    List<Path> tars = files(path, TARS);
    if (!tars.isEmpty()) {
      return new WebDatasetTars(path.toString(), tars, buffer, skips);
    }
    throw new ResourceException(
        path
            + (Files.exists(path) ? " holds no training pairs" : " does not exist")
            + ", expected a folder with captions.tsv, a *.tsv, or *.avro files, or *.tar files");
  }

  /** As {@link #open(Path, int, SkipLog)} with the default buffer. */
  static PairSource open(Path path, SkipLog skips) throws IOException {
    return open(path, DEFAULT_BUFFER, skips);
  }

  /** All of {@code sources} as one: mixed evenly where all have an index, else as they come. */
  static PairSource join(List<PairSource> sources) {
    if (sources.isEmpty()) {
      throw new SettingException("no data is given, expected one or more folders or files");
    }
    if (sources.size() == 1) {
      return sources.get(0);
    }
    return sources.stream().allMatch(IndexedPairs.class::isInstance)
        ? new JoinedIndex(sources.stream().map(IndexedPairs.class::cast).toList())
        : new JoinedStreams(sources);
  }

  private static List<Path> files(Path path, List<String> endings) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> folder =
          Files.newDirectoryStream(path, file -> isOne(file, endings))) {
        folder.forEach(found::add);
      }
    } else if (Files.exists(path) && isOne(path, endings)) {
      found.add(path);
    }
    Collections.sort(found);
    return found;
  }

  /** Hidden files are what other systems leave beside the real ones. */
  private static boolean isOne(Path file, List<String> endings) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && endings.stream().anyMatch(name::endsWith);
  }
}
