package io.clipstream.model.checkpoint;

import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A repository on a hub that answers as the HuggingFace hub does.
 *
 * @param endpoint the hub's address, http or https
 * @param name {@code OWNER/NAME}
 * @param revision branch, tag, reference or commit
 */
public record HubRepository(URI endpoint, String name, String revision) {
  /** The public hub. */
  public static final URI PUBLIC_HUB = URI.create("https://huggingface.co");

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?");

  public HubRepository {
    if (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())) {
      throw new SettingException("endpoint " + endpoint + ": expected an http or https address");
    }
    if (!NAME.matcher(name).matches()) {
      throw new SettingException(
          "repository " + Printable.text(name) + ": expected OWNER/NAME, as on the hub");
    }
    if (revision.isBlank() || revision.length() > 200) {
      throw new SettingException("revision of " + name + ": expected a branch, tag or commit");
    }
  }

  /** The main branch of a repository on the public hub. */
  public static HubRepository named(String name) {
    return new HubRepository(PUBLIC_HUB, name, "main");
  }

  /** Where the hub lists the revision's files. */
  URI listing() {
    return uri("/api/models/" + name + "/revision/" + encoded(revision) + "?blobs=true");
  }

  /** Where the hub serves a file of {@code commit}. */
  URI file(String commit, String file) {
    return uri("/" + name + "/resolve/" + commit + "/" + encoded(file));
  }

  private URI uri(String path) {
    String base = endpoint.toString().replaceAll("/+$", "");
    return URI.create(base + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
