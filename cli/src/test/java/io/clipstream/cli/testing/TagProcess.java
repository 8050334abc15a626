package io.clipstream.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code clipstream tag} in a JVM of its own: scores that owe nothing to the job's classes. */
public final class TagProcess {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TagProcess() {}

  /**
   * Tags the pictures of a folder.
   *
   * @param prompts templates of the labels' prompts
   * @return scores by label, by the picture's file name
   */
  public static Map<String, Map<String, Double>> scores(
      Path pictures, Path model, List<String> labels, List<String> prompts)
      throws IOException, InterruptedException {
    Path templates = Files.createTempFile(model.getParent(), "templates", ".txt");
    Files.write(templates, prompts);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "tag",
                pictures.toString(),
                "--labels",
                String.join(",", labels),
                "--templates",
                templates.toString(),
                "--model",
                model.toString(),
                "--device",
                "cpu",
                "--top",
                Integer.toString(labels.size()),
                "--json")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Map<String, Map<String, Double>> scores = new HashMap<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode picture = JSON.readTree(line);
        Map<String, Double> ofPicture = new HashMap<>();
        picture
            .get("tags")
            .forEach(tag -> ofPicture.put(tag.get("label").asText(), tag.get("score").asDouble()));
        String path = picture.get("path").asText();
        scores.put(Path.of(path).getFileName().toString(), ofPicture);
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("clipstream tag exited " + process.exitValue());
    }
    return scores;
  }
}
