package io.clipstream.model.text;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.TextFile;
import io.clipstream.schemas.SettingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prompt templates: sentences with <code>{}</code> where a label goes. A label's embedding is that
 * of all its prompts together (Radford et al. 2021, section 3.1.4).
 *
 * @param name the list's name or file, for messages
 * @param templates at least one; every one holds <code>{}</code>
 */
public record PromptTemplates(String name, List<String> templates) {
  /** The lists that {@link #named} knows. */
  public static final List<String> NAMES = List.of("imagenet-80", "imagenet-7", "photo", "label");

  private static final Map<String, PromptTemplates> BUILT_IN = new ConcurrentHashMap<>();

  /** The languages, as ISO 639 names them, of which there is a list {@code photo-LANGUAGE}. */
  public static final List<String> LANGUAGES =
      List.of("de", "es", "fr", "it", "ja", "nl", "pt", "zh");

  /** All names, for messages. */
  private static final String CHOICE =
      String.join(", ", NAMES) + ", photo-LANGUAGE (" + String.join(", ", LANGUAGES) + ")";

  private static final String LANGUAGE = "photo-";
  private static final String PLACE = "{}";
  private static final int MAX_TEMPLATES = 10_000;
  private static final int MAX_LENGTH = 1_000;
  private static final int MAX_BYTES = 4 * MAX_TEMPLATES * MAX_LENGTH;

  /**
   * Checks the templates.
   *
   * @throws SettingException if there are none or one has no place for the label
   */
  public PromptTemplates {
    requireNonNull(name, "name is null");
    templates = List.copyOf(templates);
    if (templates.isEmpty()) {
      throw new SettingException(
          "prompt templates '%s': expected at least one line with {}, found none".formatted(name));
    }
    for (String template : templates) {
      if (!template.contains(PLACE)) {
        throw new SettingException(
            "prompt templates '%s': expected {} as the place of the label in '%s'"
                .formatted(name, template));
      }
    }
  }

  /**
   * A list that comes with clipstream: {@code imagenet-80} (the paper's 80 templates for ImageNet),
   * {@code imagenet-7} (its small subset), {@code photo} ("a photo of a {}."), {@code label} (the
   * label alone), or {@code photo-LANGUAGE}: a few sentences in one of {@link #LANGUAGES}, with the
   * label alone among them, for models that were trained on several languages. The label stands in
   * them as it is, so that it needs no article and no other case.
   *
   * @throws SettingException if there is no list of that name
   */
  public static PromptTemplates named(String name) {
    if (!isKnown(name)) {
      throw new SettingException(
          "prompt templates '%s': expected one of %s".formatted(name, CHOICE));
    }
    return BUILT_IN.computeIfAbsent(
        name, n -> new PromptTemplates(n, Tables.lines("templates/" + n + ".txt")));
  }

  private static boolean isKnown(String name) {
    return NAMES.contains(name)
        || name.startsWith(LANGUAGE) && LANGUAGES.contains(name.substring(LANGUAGE.length()));
  }

  /**
   * Reads a file with one template a line; empty lines and those that start with # do not count.
   *
   * @throws SettingException if the file cannot be read, is no UTF-8 text, holds no template, one
   *     without <code>{}</code>, more than 10,000 or one of more than 1,000 characters
   */
  public static PromptTemplates load(Path file) {
    List<String> templates = new ArrayList<>();
    for (String line : TextFile.lines(file, MAX_BYTES)) {
      if (line.length() > MAX_LENGTH) {
        throw new SettingException(
            "file %s: expected lines of at most %d characters, found more"
                .formatted(file, MAX_LENGTH));
      }
      if (!line.isBlank() && !line.startsWith("#")) {
        templates.add(line.strip());
      }
    }
    if (templates.size() > MAX_TEMPLATES) {
      throw new SettingException(
          "file %s: expected at most %d templates, found more".formatted(file, MAX_TEMPLATES));
    }
    return new PromptTemplates(file.toString(), templates);
  }

  /**
   * A known name, or else a file.
   *
   * @throws SettingException if it is neither, or as {@link #load}
   */
  public static PromptTemplates of(String nameOrFile) {
    if (isKnown(nameOrFile)) {
      return named(nameOrFile);
    }
    if (!isFile(nameOrFile)) {
      throw new SettingException(
          "prompt templates '%s': expected one of %s or a file, found neither"
              .formatted(nameOrFile, CHOICE));
    }
    return load(Path.of(nameOrFile));
  }

  private static boolean isFile(String name) {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The prompts of a label, in the order of the templates. */
  public List<String> fill(String label) {
    return templates.stream().map(template -> template.replace(PLACE, label)).toList();
  }
}
