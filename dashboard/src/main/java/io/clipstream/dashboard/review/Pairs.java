package io.clipstream.dashboard.review;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a model learns from a review: a picture with its captions. */
final class Pairs {
  /** What the captions topic says about where a pair is from; jobs can be told to take no other. */
  static final String ORIGIN = "review";

  private final String topic;
  private final AvroCodec<CaptionedImage> codec;

  Pairs(KafkaAccess kafka) {
    this.topic = kafka.name(Topic.CAPTIONS);
    this.codec = kafka.codec(CaptionedImage.class, Topic.CAPTIONS);
  }

  /**
   * The captions of a review: the reviewer's own words, else each label in the first template of
   * its set. None for a review that only takes labels away.
   *
   * @param set the label set in force, if there is one
   */
  static List<String> captions(String caption, List<String> labels, Optional<LabelSet> set) {
    return caption == null
        ? labels.stream().map(label -> caption(label, set)).toList()
        : List.of(caption);
  }

  private static String caption(String label, Optional<LabelSet> set) {
    String phrase =
        set.stream()
            .flatMap(known -> known.getLabels().stream())
            .filter(known -> known.getName().equals(label))
            .flatMap(known -> phrases(known).stream())
            .findFirst()
            .orElse(label);
    return set.stream()
        .flatMap(known -> known.getTemplates().stream())
        .findFirst()
        .map(template -> template.replace(LabelSets.PLACEHOLDER, phrase))
        .orElse(phrase);
  }

  private static List<String> phrases(Label label) {
    return label.getPrompts();
  }

  /** A pair. */
  ProducerRecord<byte[], byte[]> pair(
      String imageId, ByteBuffer picture, List<String> captions, Instant at) {
    return record(
        CaptionedImage.newBuilder()
            .setImageId(imageId)
            .setImage(picture)
            .setCaptions(captions)
            .setOrigin(ORIGIN)
            .setCaptionedAt(at)
            .build());
  }

  /** Takes back all pairs of a picture that were captioned until then. */
  ProducerRecord<byte[], byte[]> retraction(String imageId, Instant at) {
    return record(
        CaptionedImage.newBuilder()
            .setImageId(imageId)
            .setOrigin(ORIGIN)
            .setCaptionedAt(at)
            .setRetracted(true)
            .build());
  }

  private ProducerRecord<byte[], byte[]> record(CaptionedImage image) {
    return new ProducerRecord<>(
        topic, image.getImageId().getBytes(StandardCharsets.UTF_8), codec.encode(image));
  }
}
