package io.clipstream.distribution;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The table of libraries in {@code THIRD-PARTY.md}, which is made of the software bill of
 * materials.
 *
 * @param licences by library and version, {@code group:artifact version}
 */
record ThirdParty(Map<String, List<String>> licences) {
  static final Path PAGE = Path.of("../THIRD-PARTY.md");

  /** Licences that a library may come under, one of its own at least. */
  static final Set<String> ALLOWED =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "MIT",
          "MPL-2.0");

  private static final String HEAD = "| library | version | licence |\n| --- | --- | --- |\n";
  private static final Pattern ROW = Pattern.compile("\\| (\\S+) \\| (\\S+) \\| (.+) \\|");

  /** What POMs call so and is named otherwise there, or is none of the list's names. */
  private static final Map<String, String> NAMES =
      Map.of(
          // The licence file of TwelveMonkeys has three clauses; its POM says "The BSD License".
          "BSD-4-Clause", "BSD-3-Clause",
          "Go License", "BSD-3-Clause",
          "EPL 1.0", "EPL-1.0");

  /** The table that the page has. */
  static ThirdParty ofPage() throws IOException {
    Map<String, List<String>> licences = new TreeMap<>();
    for (String line : Files.readString(PAGE).split(Pattern.quote(HEAD), 2)[1].lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (!row.matches()) {
        break;
      }
      licences.put(row.group(1) + " " + row.group(2), List.of(row.group(3).split(" or ")));
    }
    return new ThirdParty(licences);
  }

  /** All that is not ours in a bill of materials of CycloneDX. */
  static ThirdParty of(JsonNode sbom) {
    Map<String, List<String>> licences =
        StreamSupport.stream(sbom.get("components").spliterator(), false)
            .filter(part -> !part.path("group").asText().equals("io.clipstream"))
            .collect(
                toMap(ThirdParty::name, ThirdParty::licences, (one, other) -> one, TreeMap::new));
    return new ThirdParty(licences);
  }

  private static String name(JsonNode part) {
    String artifact = part.path("group").asText() + ":" + part.path("name").asText();
    return artifact + " " + part.path("version").asText();
  }

  private static List<String> licences(JsonNode part) {
    List<String> names = new ArrayList<>();
    for (JsonNode choice : part.path("licenses")) {
      JsonNode licence = choice.path("license");
      String name = licence.path("id").asText(licence.path("name").asText());
      names.add(NAMES.getOrDefault(name, name));
    }
    return names;
  }

  /** The page with this table in the place of its own. */
  String page() throws IOException {
    String page = Files.exists(PAGE) ? Files.readString(PAGE) : HEAD;
    int table = page.indexOf(HEAD) + HEAD.length();
    int end = table;
    while (page.startsWith("| ", end)) {
      end = page.indexOf('\n', end) + 1;
    }
    StringBuilder rows = new StringBuilder();
    licences.forEach(
        (library, names) ->
            rows.append(
                "| %s | %s |\n"
                    .formatted(library.replace(" ", " | "), String.join(" or ", names))));
    return page.substring(0, table) + rows + page.substring(end);
  }

  /** Names of the jars: artifact and version, as their files begin. */
  List<String> jars() {
    return licences.keySet().stream()
        .map(library -> library.replaceFirst("^.*:", "").replace(' ', '-'))
        .toList();
  }
}
