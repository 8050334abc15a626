package io.clipstream.dashboard.login;

import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A file of credentials, {@code name:role:hash} a line, that only its owner may read.
 *
 * @param path it need not be there: then nobody is in it
 * @param kind what the hashes are made of
 */
public record CredentialFile(Path path, Kind kind) {
  /** What a hash is made of. */
  public enum Kind {
    PASSWORD("Argon2id or bcrypt", Passwords::isHash),
    TOKEN("SHA-256 in hexadecimal", Tokens::isHash);

    private final String expected;
    private final Predicate<String> valid;

    Kind(String expected, Predicate<String> valid) {
      this.expected = expected;
      this.valid = valid;
    }
  }

  /** Users with their passwords. */
  public static CredentialFile users(Path path) {
    return new CredentialFile(path, Kind.PASSWORD);
  }

  /** The tokens beside a file of users. */
  public static CredentialFile tokensBeside(Path users) {
    return new CredentialFile(users.resolveSibling(users.getFileName() + ".tokens"), Kind.TOKEN);
  }

  /**
   * Who is in it.
   *
   * @throws SettingException if it holds something else, or others may read it
   * @throws ResourceException if it cannot be read
   */
  public List<Credential> read() {
    if (!Files.exists(path)) {
      return List.of();
    }
    OwnFile.check(path);
    List<String> lines = lines();
    List<Credential> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        Credential one = parsed(line);
        if (!names.add(one.name())) {
          throw new SettingException("the name '" + one.name() + "' stands there twice");
        }
        found.add(one);
      } catch (ClipstreamException e) {
        problems.add(path + " line " + (i + 1) + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
    return found;
  }

  private Credential parsed(String line) {
    String[] parts = line.split(":", 3);
    if (parts.length < 3) {
      throw new SettingException("expected NAME:ROLE:HASH");
    }
    if (!kind.valid.test(parts[2])) {
      throw new SettingException(
          "the hash of '" + parts[0] + "' is not " + kind.expected + "; add it by the command");
    }
    return new Credential(Credential.checkedName(parts[0]), Credential.role(parts[1]), parts[2]);
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ResourceException(path + " cannot be read as text: " + e, e);
    }
  }

  /** Adds somebody, in place of one of the same name. */
  public void put(Credential one) {
    List<Credential> all = new ArrayList<>(read());
    all.removeIf(each -> each.name().equals(one.name()));
    all.add(one);
    write(all);
  }

  /** Takes somebody out; says whether there was one of that name. */
  public boolean remove(String name) {
    List<Credential> all = new ArrayList<>(read());
    boolean was = all.removeIf(each -> each.name().equals(name));
    if (was) {
      write(all);
    }
    return was;
  }

  /** Who has a name. */
  public Optional<Credential> find(String name) {
    return read().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Whole or not at all; a server that runs sees the old file or the new one. */
  private void write(List<Credential> all) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path next = Files.createTempFile(folder, "." + path.getFileName(), ".new");
      try {
        OwnFile.make(next);
        Files.write(next, all.stream().map(Credential::line).toList(), StandardCharsets.UTF_8);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw new ResourceException(path + " cannot be written: " + e, e);
    }
  }
}
