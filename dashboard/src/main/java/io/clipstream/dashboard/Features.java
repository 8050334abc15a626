package io.clipstream.dashboard;

import io.clipstream.dashboard.deadletters.DeadLettersFeature;
import io.clipstream.dashboard.export.ExportFeature;
import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.health.HealthFeature;
import io.clipstream.dashboard.ingest.Ingest;
import io.clipstream.dashboard.labels.LabelsFeature;
import io.clipstream.dashboard.live.LiveStream;
import io.clipstream.dashboard.models.ModelsFeature;
import io.clipstream.dashboard.pictures.PictureFeature;
import io.clipstream.dashboard.review.ReviewFeature;
import io.clipstream.dashboard.review.ReviewVerdicts;
import io.clipstream.dashboard.rounds.RoundFeature;
import io.clipstream.dashboard.state.Rates;
import io.clipstream.dashboard.status.StatusFeature;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.stream.StreamFeature;
import io.clipstream.dashboard.tryit.TryItFeature;
import io.clipstream.dashboard.webhook.WebhookFeature;
import java.util.List;
import java.util.function.Supplier;

/** The parts of the dashboard: whoever adds one, adds it here. */
final class Features {
  /** Browsers that may look on at one time. */
  private static final int LOOKING_ON = 64;

  private Features() {}

  /**
   * @param ingest the reading, which is made of the features and so comes after them
   */
  static List<Feature> of(
      DashboardSettings settings, IndexDatabase index, Supplier<Ingest> ingest) {
    Rates rates = new Rates(System::currentTimeMillis);
    StatusFeature status = new StatusFeature(settings.kafka(), index, rates, ingest);
    LiveStream live = new LiveStream(LOOKING_ON);
    ReviewFeature review =
        new ReviewFeature(
            settings.kafka(), index, status.control(), settings.directory(), settings.review());
    WebhookFeature webhooks = new WebhookFeature(settings.webhooks(), settings.kafka(), index);
    status.add("review", review::waiting);
    return List.of(
        status,
        new StreamFeature(settings.kafka(), index, live, rates, status::state),
        new PictureFeature(settings.kafka(), index, settings.directory().resolve("pictures")),
        review,
        new LabelsFeature(
            settings.kafka(),
            index,
            status.control(),
            status.statuses(),
            new ReviewVerdicts(index)),
        new RoundFeature(settings.kafka(), status.statuses()),
        new ModelsFeature(settings.kafka(), index, status.statuses()),
        new HealthFeature(settings.kafka(), status.statuses(), webhooks::states),
        new DeadLettersFeature(settings.kafka(), index),
        new TryItFeature(settings.kafka(), index),
        new ExportFeature(settings.kafka(), index),
        webhooks);
  }
}
