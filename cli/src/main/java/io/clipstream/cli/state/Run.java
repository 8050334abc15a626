package io.clipstream.cli.state;

import io.clipstream.embedded.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One start of a job: the directory of its checkpoints, and a file that says whose they are and how
 * it ended.
 */
public final class Run {
  private static final String ABOUT = "run.properties";
  private static final String TOPIC = "topic.";
  private static final Pattern CHECKPOINT = Pattern.compile("chk-([0-9]{1,18})");

  private static final Pattern OF_METADATA = Pattern.compile("(.*)/" + SavedState.METADATA);

  private final Path directory;
  private final Properties about;

  private Run(Path directory, Properties about) {
    this.directory = directory;
    this.about = about;
  }

  /**
   * @param from the state that somebody asked for, as Flink takes it
   */
  static Run make(Path directory, StateOwner owner, boolean isAnew, Optional<String> from)
      throws IOException {
    Properties about = new Properties();
    about.setProperty("kind", owner.kind());
    about.setProperty("job", owner.job());
    about.setProperty("bounded", Boolean.toString(owner.isBounded()));
    about.setProperty("anew", Boolean.toString(isAnew));
    from.ifPresent(path -> about.setProperty("from", absolute(path)));
    owner.topics().forEach((topic, id) -> about.setProperty(TOPIC + topic, id));
    OwnerOnly.directory(directory);
    Run run = new Run(directory, about);
    run.write();
    return run;
  }

  /**
   * @throws IOException if it is no directory of a run
   */
  static Run read(Path directory) throws IOException {
    Properties about = new Properties();
    try (InputStream in = Files.newInputStream(directory.resolve(ABOUT))) {
      about.load(in);
    } catch (IllegalArgumentException e) {
      throw new IOException(directory.resolve(ABOUT) + " cannot be read: " + e.getMessage(), e);
    }
    return new Run(directory, about);
  }

  /** The directory that is meant: Flink takes its metadata file for it, and paths as URIs. */
  private static String absolute(String asked) {
    Matcher metadata = OF_METADATA.matcher(asked);
    String state = metadata.matches() ? metadata.group(1) : asked;
    URI uri = new org.apache.flink.core.fs.Path(state).toUri();
    return isLocal(uri) ? Path.of(uri.getPath()).toAbsolutePath().toString() : state;
  }

  private static boolean isLocal(URI uri) {
    return uri.getScheme() == null || uri.getScheme().equals("file");
  }

  private void write() throws IOException {
    Path part = directory.resolve(ABOUT + ".part");
    try (OutputStream out = Files.newOutputStream(part)) {
      about.store(out, null);
    }
    Files.move(part, directory.resolve(ABOUT), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Where the job keeps its checkpoints. */
  public Path directory() {
    return directory;
  }

  StateOwner owner() {
    Map<String, String> topics = new TreeMap<>();
    for (String name : about.stringPropertyNames()) {
      if (name.startsWith(TOPIC)) {
        topics.put(name.substring(TOPIC.length()), about.getProperty(name));
      }
    }
    return new StateOwner(
        about.getProperty("kind", "job"), about.getProperty("job", ""), is("bounded"), topics);
  }

  /** Whether it began without the state of the runs before it. */
  boolean isAnew() {
    return is("anew");
  }

  /** Whether it did all it had to do: there is nothing to go on from. */
  boolean isFinished() {
    return is("finished");
  }

  /** Whether somebody else stopped it and knows where its state is. */
  boolean isStoppedElsewhere() {
    return is("stopped-elsewhere");
  }

  private boolean is(String what) {
    return Boolean.parseBoolean(about.getProperty(what));
  }

  /** The state that it began with, if that lies where only Flink can look. */
  Optional<String> beganElsewhere() {
    return Optional.ofNullable(about.getProperty("from")).filter(from -> !from.startsWith("/"));
  }

  /** The job ended by itself: a bounded one is done, another was stopped by somebody else. */
  public void ended() throws IOException {
    about.setProperty(is("bounded") ? "finished" : "stopped-elsewhere", "true");
    write();
  }

  /** The job was stopped with a savepoint where only Flink can look. */
  public void stoppedElsewhere() throws IOException {
    about.setProperty("stopped-elsewhere", "true");
    write();
  }

  /** The job was stopped with a savepoint. One in the run's directory is found wherever that is. */
  public void stopped(Path savepoint) throws IOException {
    if (!savepoint.startsWith(directory)) {
      about.setProperty("savepoint", savepoint.toString());
      write();
    }
  }

  /**
   * Directories of completed checkpoints and savepoints, the newest first, and of the state that it
   * was told to begin with.
   */
  List<Path> complete() throws IOException {
    Map<Path, Long> numbers = new HashMap<>();
    String from = about.getProperty("from");
    if (from != null && beganElsewhere().isEmpty()) {
      numbers.put(Path.of(from), -1L);
    }
    try (Stream<Path> inside = Files.walk(directory, 2)) {
      inside.filter(SavedState::isComplete).forEach(saved -> numbers.put(saved, number(saved)));
    }
    String elsewhere = about.getProperty("savepoint");
    if (elsewhere != null) {
      numbers.put(Path.of(elsewhere), number(Path.of(elsewhere)));
    }
    return numbers.entrySet().stream()
        .sorted(Map.Entry.<Path, Long>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Savepoints are numbered with the checkpoints; one that cannot be read ended its run. */
  private static long number(Path saved) {
    Matcher checkpoint = CHECKPOINT.matcher(saved.getFileName().toString());
    if (checkpoint.matches()) {
      return Long.parseLong(checkpoint.group(1));
    }
    try {
      return SavedState.number(saved);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
