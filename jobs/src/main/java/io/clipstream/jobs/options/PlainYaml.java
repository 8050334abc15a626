package io.clipstream.jobs.options;

import io.clipstream.model.TextFile;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML in which everything is a text, as written: {@code no}, {@code 007} and {@code 2024-01-01}
 * are names like others. Only {@code ~}, {@code null} and nothing at all are null. JSON is taken
 * too, and by its own rules where it is valid: YAML knows neither its {@code \/} nor tabs that
 * indent.
 */
public final class PlainYaml {
  private static final int MAX_BYTES = 64 << 20;

  private PlainYaml() {}

  /**
   * What a file holds.
   *
   * @param otherwise what is said of a file that is none, before the reason
   * @return maps, lists, strings and nulls
   * @throws SettingException if it cannot be read, or is no YAML, has a key twice, holds several
   *     documents, or aliases that lead to themselves or stand for too much
   */
  public static Object read(Path file, String otherwise) {
    String text = TextFile.read(file, MAX_BYTES);
    try {
      return PlainJson.read(text).orElseGet(() -> YamlTree.of(compose(text)));
    } catch (ReaderException e) {
      String character = Quoting.quote(Character.toString(e.getCodePoint()));
      throw unreadable(file, otherwise, "it holds " + character + ", which YAML takes escaped", e);
    } catch (MarkedYAMLException e) {
      throw unreadable(file, otherwise, where(e) + what(e), e);
    } catch (YAMLException e) {
      throw unreadable(file, otherwise, Quoting.clip(String.valueOf(e.getMessage()), 200), e);
    } catch (StackOverflowError e) {
      throw unreadable(file, otherwise, "it is nested too deeply", e);
    }
  }

  /**
   * Where a file that can be read has something, for what it says there is of no use.
   *
   * @param place names of fields and positions in lists, from 0 on, from the outside inwards; it is
   *     followed as far as it leads
   * @return the line, from 1 on; nothing if the file has changed, or is JSON by its own rules only
   */
  public static OptionalInt line(Path file, List<?> place) {
    try {
      Node root = compose(TextFile.read(file, MAX_BYTES));
      return root == null ? OptionalInt.empty() : OptionalInt.of(YamlTree.line(root, place));
    } catch (SettingException | YAMLException | StackOverflowError e) {
      return OptionalInt.empty();
    }
  }

  private static SettingException unreadable(
      Path file, String otherwise, String why, Throwable cause) {
    return new SettingException(file + ": " + otherwise + ": " + why, cause);
  }

  private static String where(MarkedYAMLException e) {
    return e.getProblemMark() == null ? "" : "line " + (e.getProblemMark().getLine() + 1) + ": ";
  }

  private static String what(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return Quoting.clip(context + e.getProblem(), 200);
  }

  /** The nodes of the document, null if there is none. */
  private static Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setMaxAliasesForCollections(1_000);
    options.setTagInspector(tag -> true); // nothing is made of them: the tree refuses them all
    Parser parser = new ParserImpl(new StreamReader(text), options);
    return new Composer(parser, new AsWritten(), options).getSingleNode();
  }

  /** Of all that YAML takes for something else, only what stands for nothing, and merging. */
  private static final class AsWritten extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
      addImplicitResolver(Tag.MERGE, MERGE, "<");
    }
  }
}
