package io.clipstream.model.fuzz;

import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;

/** Any bytes as the body of a label set are refused, found at fault in words, or have a hash. */
public final class LabelSetFuzz {
  private static final AvroCodec<LabelSet> CODEC = AvroCodec.singleObject(LabelSet.class);

  private LabelSetFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    Decoding<LabelSet> decoding = CODEC.decode(AvroFuzz.framed(LabelSet.getClassSchema(), data));
    if (decoding instanceof Decoding.Ok<LabelSet> set
        && LabelSets.validate(set.value()).isEmpty()) {
      LabelSets.contentHash(set.value());
    }
  }
}
