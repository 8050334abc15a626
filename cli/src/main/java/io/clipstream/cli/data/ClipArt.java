package io.clipstream.cli.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A drawing with the title and keywords that it carries in its metadata, cleaned.
 *
 * @param path in the package
 * @param title a few words
 * @param keywords in lower case; may be empty
 */
record ClipArt(String path, String title, List<String> keywords) {
  private static final Pattern TITLE = Pattern.compile("<dc:title>([^<]*)</dc:title>");
  private static final Pattern SUBJECT =
      Pattern.compile("<dc:subject>(.*?)</dc:subject>", Pattern.DOTALL);
  private static final Pattern ITEM = Pattern.compile("<rdf:li>([^<]*)</rdf:li>");
  private static final Pattern NUMBERED = Pattern.compile("[\\s#(-]+\\d{1,3}\\)?$");
  private static final Pattern FILE_NOISE =
      Pattern.compile("[^a-z]+|(?<![a-z])(nicu|buculei|contour|clipart|svg|bunu)(?![a-z])");
  private static final int LONGEST_TITLE = 60;
  private static final int LONGEST_KEYWORD = 24;
  private static final Set<String> NO_TITLES =
      Set.of(
          "untitled",
          "title",
          "drawing",
          "new document",
          "clipart",
          "clip art",
          "image",
          "none",
          "unknown",
          "test",
          "svg",
          "no title",
          "open clip art library",
          "sodipodi drawing",
          "icon",
          "icons",
          "public domain",
          "logo",
          "picture");
  private static final Set<String> NO_KEYWORDS =
      Set.of(
          "clip art",
          "clipart",
          "image",
          "media",
          "png",
          "svg",
          "public domain",
          "unsorted",
          "externalsource",
          "contour",
          "outline",
          "colour",
          "color",
          "vector",
          "inkscape",
          "signs and symbols",
          "line art",
          "icon",
          "sign",
          "symbol",
          "symbols",
          "theme",
          "office");

  ClipArt {
    keywords = List.copyOf(keywords);
  }

  /** Reads the metadata of an SVG document; empty if it has no usable title. */
  static Optional<ClipArt> read(String path, byte[] svg) {
    String document = new String(svg, StandardCharsets.UTF_8);
    Matcher title = TITLE.matcher(document);
    if (!title.find()) {
      return Optional.empty();
    }
    String clean = NUMBERED.matcher(text(title.group(1))).replaceFirst("").strip();
    return usableTitle(clean)
        ? Optional.of(new ClipArt(path, clean, keywords(document)))
        : Optional.empty();
  }

  private static boolean usableTitle(String title) {
    return title.length() <= LONGEST_TITLE
        && title.chars().filter(Character::isLetter).count() >= 3
        && title.chars().allMatch(c -> c < 128)
        && !title.contains("HASH(")
        && !title.contains(".svg")
        && !NO_TITLES.contains(title.toLowerCase(Locale.ROOT));
  }

  private static List<String> keywords(String document) {
    List<String> words = new ArrayList<>();
    Matcher subject = SUBJECT.matcher(document);
    if (subject.find()) {
      Matcher item = ITEM.matcher(subject.group(1));
      while (item.find()) {
        String word = text(item.group(1)).toLowerCase(Locale.ROOT);
        if (usableKeyword(word) && !words.contains(word)) {
          words.add(word);
        }
      }
    }
    return words;
  }

  private static boolean usableKeyword(String word) {
    return word.length() >= 2
        && word.length() <= LONGEST_KEYWORD
        && word.matches("[a-z0-9 '-]*[a-z][a-z0-9 '-]*")
        && !NO_KEYWORDS.contains(word);
  }

  private static String text(String xml) {
    return xml.replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("[_\\s]+", " ")
        .strip();
  }

  /** This drawing, called as its file is; for where the title is that of a whole collection. */
  Optional<ClipArt> titledByFile() {
    String file = path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.svg$", "");
    String words = FILE_NOISE.matcher(file.toLowerCase(Locale.ROOT)).replaceAll(" ");
    String clean = words.replaceAll("\\s+", " ").strip();
    return usableTitle(clean) ? Optional.of(new ClipArt(path, clean, keywords)) : Optional.empty();
  }

  /** Title and keywords as one text. */
  String allWords() {
    return title + " " + String.join(" | ", keywords);
  }
}
