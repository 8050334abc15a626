package io.clipstream.control.places;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories that may be opened because somebody names them: an event is no reason to open any
 * file. A place must lie within one of them by its name, and on this machine by its real path too,
 * after symbolic links have been followed.
 *
 * @param directories what is allowed
 */
public record AllowedPlaces(List<StoragePlace> directories) {
  public AllowedPlaces {
    directories = List.copyOf(directories);
  }

  /**
   * @param prefixes URIs or absolute paths of directories
   * @throws ResourceException if one is neither
   */
  public static AllowedPlaces of(List<String> prefixes) {
    return new AllowedPlaces(prefixes.stream().map(StoragePlace::parse).toList());
  }

  /** Whether the place is one of the directories or lies below one, by its name. */
  public boolean cover(StoragePlace place) {
    return directories.stream().anyMatch(place::isWithin);
  }

  /** Whether it lies below one of the directories, by its name. */
  public boolean coverBelow(StoragePlace place) {
    return cover(place) && !directories.contains(place);
  }

  /**
   * The directory that a URI or an absolute path names; a local one by its real path.
   *
   * @throws ResourceException if it is not allowed, is not there, or it or a file in it leads to
   *     where nothing is allowed
   */
  public StoragePlace directory(String uri) throws IOException {
    StoragePlace place = StoragePlace.parse(uri);
    if (!cover(place)) {
      throw new ResourceException(
          "URI '%s' lies under none of the allowed prefixes %s; add its place to them"
              .formatted(uri, directories.stream().map(StoragePlace::uri).toList()));
    }
    return place.isLocal() ? StoragePlace.of(localDirectory(place).toUri()) : place;
  }

  private Path localDirectory(StoragePlace place) throws IOException {
    Path directory = inside(place.local());
    if (!Files.isDirectory(directory)) {
      throw new ResourceException(place.local() + ": expected a checkpoint directory, found none");
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isSymbolicLink).toList()) {
        inside(file);
      }
    }
    return directory;
  }

  private Path inside(Path file) throws IOException {
    try {
      return real(file)
          .orElseThrow(
              () ->
                  new ResourceException(
                      "%s leads out of the allowed prefixes %s; add the place it leads to"
                          .formatted(file, directories.stream().map(StoragePlace::uri).toList())));
    } catch (NoSuchFileException e) {
      throw new ResourceException(file + ": expected a checkpoint directory, found none", e);
    }
  }

  /**
   * Where a file lies once symbolic links are followed; empty if that is in none of the
   * directories.
   *
   * @throws IOException if it is not there
   */
  public Optional<Path> real(Path file) throws IOException {
    Path real = file.toRealPath();
    for (StoragePlace directory : directories) {
      if (directory.isLocal()
          && Files.exists(directory.local())
          && real.startsWith(directory.local().toRealPath())) {
        return Optional.of(real);
      }
    }
    return Optional.empty();
  }
}
