package io.clipstream.dashboard;

import static java.util.Objects.requireNonNull;

import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.login.LoginSettings;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Retention;
import io.clipstream.dashboard.webhook.WebhookSettings;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a dashboard is told.
 *
 * @param kafka the cluster and its topics
 * @param directory of the index and of pictures made ready to be shown; made if it is not there
 * @param store JDBC address of the index, or nothing for one in the directory
 * @param listening where; only on loopback, as long as nobody has to log in
 * @param login who is let in
 * @param retention what the index keeps
 * @param review what is put before reviewers
 * @param webhooks who is told of decisions
 */
public record DashboardSettings(
    KafkaAccess kafka,
    Path directory,
    Optional<String> store,
    Listening listening,
    LoginSettings login,
    Retention retention,
    ReviewSettings review,
    WebhookSettings webhooks) {
  /** The usual port. */
  public static final int PORT = 8080;

  public DashboardSettings {
    requireNonNull(kafka, "kafka is null");
    requireNonNull(directory, "directory is null");
    requireNonNull(retention, "retention is null");
    requireNonNull(review, "review is null");
    requireNonNull(webhooks, "webhooks is null");
    requireNonNull(listening, "listening is null");
    requireNonNull(login, "login is null");
    store.ifPresent(DashboardSettings::checkStore);
  }

  /** One whose decisions nobody is told of. */
  public DashboardSettings(
      KafkaAccess kafka,
      Path directory,
      Optional<String> store,
      Listening listening,
      LoginSettings login,
      Retention retention,
      ReviewSettings review) {
    this(kafka, directory, store, listening, login, retention, review, WebhookSettings.none());
  }

  /** On loopback, with an index in the directory. */
  public static DashboardSettings local(KafkaAccess kafka, Path directory, int port) {
    return new DashboardSettings(
        kafka,
        directory,
        Optional.empty(),
        Listening.local(port),
        LoginSettings.none(),
        Retention.DEFAULT,
        ReviewSettings.DEFAULT);
  }

  /** The same with other rules of what is put before reviewers. */
  public DashboardSettings with(ReviewSettings other) {
    return new DashboardSettings(
        kafka, directory, store, listening, login, retention, other, webhooks);
  }

  /** The same with others who are told of decisions. */
  public DashboardSettings with(WebhookSettings other) {
    return new DashboardSettings(
        kafka, directory, store, listening, login, retention, review, other);
  }

  private static void checkStore(String url) {
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      throw new SettingException(
          "--store begins with '"
              + url.split("[/?;]", 2)[0]
              + "', expected jdbc:postgresql: or jdbc:h2:");
    }
  }

  /** JDBC address of the index. */
  String storeUrl() {
    return store.orElseGet(() -> IndexDatabase.inDirectory(directory));
  }
}
