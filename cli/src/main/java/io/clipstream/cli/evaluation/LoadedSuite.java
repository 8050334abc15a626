package io.clipstream.cli.evaluation;

import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A suite with its tables read.
 *
 * @param tables one for each set, in their order
 * @param learnFrom what the linear probe learns from that is held against shifts, if the suite
 *     names it
 * @param probes what other probes learn from and are tested on, likewise
 */
public record LoadedSuite(
    Suite suite,
    List<LabelledSet> tables,
    Optional<LabelledSet> learnFrom,
    Optional<ProbeSets> probes) {
  /** Of the draws of probes; the same in every report. */
  private static final long SEED = 1;

  public LoadedSuite {
    tables = List.copyOf(tables);
  }

  /**
   * Reads a suite and every table that it names, before anything is measured.
   *
   * @throws ClipstreamException if one cannot be read, naming its set
   */
  public static LoadedSuite read(Path file) {
    Suite suite = SuiteFile.read(file);
    List<LabelledSet> tables = new ArrayList<>();
    for (Suite.Entry entry : suite.sets()) {
      tables.add(table(file + ": set '" + entry.name() + "'", entry.data()));
    }
    Optional<LabelledSet> learnFrom =
        suite
            .shift()
            .flatMap(Suite.Shift::learnFrom)
            .map(from -> captions(file + ": learn-from", from));
    return new LoadedSuite(
        suite, tables, learnFrom, suite.probes().map(probes -> probes(file + ": probes", probes)));
  }

  private static ProbeSets probes(String what, Suite.Probes probes) {
    return new ProbeSets(
        table(what, probes.learnFrom()),
        probes.validation().map(table -> table(what, table)),
        table(what, probes.test()),
        SEED);
  }

  /**
   * A table.
   *
   * @param what it is for, as messages begin
   */
  public static LabelledSet table(String what, Path data) {
    return table(what, data, LabelledSet::read);
  }

  /** A table, or one of captions, whose first is then the class. */
  public static LabelledSet captions(String what, Path data) {
    return table(what, data, LabelledSet::readCaptions);
  }

  /** Reads a table in one of the ways. */
  private interface Reader {
    LabelledSet read(Path file) throws IOException;
  }

  private static LabelledSet table(String what, Path data, Reader reader) {
    try {
      return reader.read(data);
    } catch (NoSuchFileException e) {
      throw new ResourceException(what + ": the table " + data + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new ResourceException(what + ": this user has no right to read " + data, e);
    } catch (IOException e) {
      throw new ResourceException(what + ": cannot read " + data + ": " + e.getMessage(), e);
    } catch (ClipstreamException e) {
      throw new ResourceException(what + ": " + e.getMessage(), e);
    }
  }

  LabelledSet table(String set) {
    List<String> names = suite.sets().stream().map(Suite.Entry::name).toList();
    return tables.get(names.indexOf(set));
  }
}
