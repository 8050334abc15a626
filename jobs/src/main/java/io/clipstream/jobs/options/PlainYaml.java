package io.clipstream.jobs.options;

import io.clipstream.model.ModelException;
import io.clipstream.model.TextFile;
import io.clipstream.schemas.Quoting;
import java.nio.file.Path;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML in which everything is a text, as written: {@code no}, {@code 007} and {@code 2024-01-01}
 * are names like others. Only {@code ~}, {@code null} and nothing at all are null. JSON is YAML
 * too.
 */
public final class PlainYaml {
  private static final int MAX_BYTES = 64 << 20;

  private PlainYaml() {}

  /**
   * What a file holds.
   *
   * @param otherwise what is said of a file that is none, before the reason
   * @return maps, lists, strings and nulls
   * @throws ModelException if it cannot be read, or is no YAML, has a key twice or holds several
   *     documents
   */
  public static Object read(Path file, String otherwise) {
    String text = TextFile.read(file, MAX_BYTES);
    try {
      return yaml().load(text);
    } catch (MarkedYAMLException e) {
      throw unreadable(file, otherwise, where(e) + what(e), e);
    } catch (YAMLException e) {
      throw unreadable(file, otherwise, Quoting.clip(String.valueOf(e.getMessage()), 200), e);
    } catch (StackOverflowError e) {
      throw unreadable(file, otherwise, "it is nested too deeply", e);
    }
  }

  private static ModelException unreadable(
      Path file, String otherwise, String why, Throwable cause) {
    return new ModelException(file + ": " + otherwise + ": " + why, cause);
  }

  private static String where(MarkedYAMLException e) {
    return e.getProblemMark() == null ? "" : "line " + (e.getProblemMark().getLine() + 1) + ": ";
  }

  private static String what(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return Quoting.clip(context + e.getProblem(), 200);
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(1_000);
    DumperOptions output = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(output), output, options, new AsWritten());
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
