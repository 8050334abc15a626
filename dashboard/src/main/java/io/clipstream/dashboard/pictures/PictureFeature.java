package io.clipstream.dashboard.pictures;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pictures at the sizes that the page shows. */
public final class PictureFeature implements Feature {
  /** Of cards and of a picture's own page; others would only fill the cache. */
  private static final List<Integer> SIDES = List.of(160, 320, 960);

  private static final long CACHE_BYTES = 256L << 20;
  private static final int AT_ONCE = 4;

  private final String topic;
  private final RecordFetcher records;
  private final Pictures pictures;
  private final PictureCache cache;
  private final ResultSearch search;

  /**
   * @param directory of pictures that were made ready
   * @throws ResourceException if it cannot be used
   */
  public PictureFeature(KafkaAccess kafka, IndexDatabase index, Path directory) {
    this.topic = kafka.name(Topic.IMAGES);
    this.records = new RecordFetcher(kafka, AT_ONCE);
    this.pictures = new Pictures(kafka, records, AT_ONCE);
    this.search = new ResultSearch(index.jdbi(), kafka.name(Topic.TAGS));
    try {
      this.cache = new PictureCache(directory, CACHE_BYTES);
    } catch (IOException e) {
      throw new ResourceException(
          directory + ": cannot hold pictures: " + e.getMessage() + "; choose another with --dir",
          e);
    }
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/pictures/{partition}/{offset}", "A picture, scaled.", this::picture)
            .path("partition", "integer", "Partition of the image event.")
            .path("offset", "integer", "Offset of the image event.")
            .query("side", "integer", "Pixels of the longer side: 160, 320 or 960.")
            .answers("image/jpeg"));
  }

  private void picture(Context context) throws InterruptedException {
    int side = Asked.number(context, "side", 320, 1, 960);
    if (!SIDES.contains(side)) {
      throw new BadRequestResponse("parameter 'side' is " + side + ", expected one of " + SIDES);
    }
    Place place =
        new Place(
            topic,
            (int) Math.min(Asked.part(context, "partition"), Integer.MAX_VALUE),
            Asked.part(context, "offset"));
    String name = place.partition() + "-" + place.offset() + "-" + side + ".jpg";
    Optional<byte[]> ready = cache.get(name);
    send(context, ready.isPresent() ? ready.get() : make(place, side, name));
  }

  private byte[] make(Place place, int side, String name) throws InterruptedException {
    byte[] jpeg =
        pictures.show(place, side, this::withThumbnail).orElseThrow(NotFoundResponse::new);
    cache.put(name, jpeg);
    return jpeg;
  }

  private Optional<Place> withThumbnail(Place image) {
    return search.at(image).filter(Result::hasThumbnail).map(Result::tag);
  }

  private static void send(Context context, byte[] jpeg) {
    context.header("Cache-Control", "private, max-age=300");
    context.contentType("image/jpeg").result(jpeg);
  }

  @Override
  public void close() {
    records.close();
  }
}
