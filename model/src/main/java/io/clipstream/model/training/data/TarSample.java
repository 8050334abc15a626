package io.clipstream.model.training.data;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clipstream.model.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A sample as far as its files were met. */
final class TarSample {
  /** As Python writes and reads it: a score that is NaN costs no caption. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String key;
  private final Set<String> fields = new HashSet<>();
  private final List<TarMember> misread = new ArrayList<>();
  private final List<String> captions = new ArrayList<>();
  private byte[] picture;
  private int rank = TarMember.PICTURES.size();
  private String trouble = "";

  TarSample(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  /** Whether the file is of this sample; a field that it has already begins another. */
  boolean takes(TarMember member) {
    return member.key().equals(key) && !fields.contains(member.field());
  }

  /** Notes that the sample has the file. */
  void note(TarMember member) {
    fields.add(member.field());
    if (!member.isPicture() && !member.isText() && member.looksRead()) {
      misread.add(member);
    }
  }

  /** Whether the file's content is wanted: not a picture where there is a better one. */
  boolean wants(TarMember member) {
    return member.isText()
        || (member.isPicture() && TarMember.PICTURES.indexOf(member.field()) < rank);
  }

  void add(TarMember member, byte[] content) {
    if (member.isPicture()) {
      picture = content;
      rank = TarMember.PICTURES.indexOf(member.field());
    } else if (TextFile.isUtf16(content)) {
      trouble(member.field() + " is UTF-16, expected UTF-8");
    } else if (member.field().equals(TarMember.TEXT)) {
      captions.add(TextFile.withoutMark(new String(content, StandardCharsets.UTF_8)));
    } else {
      addJson(content);
    }
  }

  private void addJson(byte[] json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      addTexts(node.path("caption"));
      addTexts(node.path("captions"));
    } catch (IOException e) {
      trouble("its json is damaged");
    }
  }

  private void addTexts(JsonNode node) {
    if (node.isTextual()) {
      captions.add(node.textValue());
    } else {
      node.forEach(item -> captions.add(item.isTextual() ? item.textValue() : ""));
    }
  }

  void trouble(String words) {
    trouble = words;
  }

  boolean hasPicture() {
    return picture != null;
  }

  byte[] picture() {
    return picture;
  }

  List<String> captions() {
    return Pair.usable(captions);
  }

  /** Files that are taken for no field of a picture or a caption, though their endings are such. */
  List<TarMember> misread() {
    return misread;
  }

  /** Why something is missing, where that is known. */
  String trouble() {
    return trouble.isEmpty() && !misread.isEmpty()
        ? misread.get(0).name() + " has the field '" + misread.get(0).field() + "'"
        : trouble;
  }
}
