package io.clipstream.model.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names of ConvNeXt's arrays in the OpenCLIP layout: the timm library's. */
final class ConvNeXtNames {
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("visual.conv1.", "visual.trunk.stem.0.");
    PARTS.put("visual.ln_pre.", "visual.trunk.stem.1.");
    PARTS.put("visual.ln_post.", "visual.trunk.head.norm.");
    PARTS.put("visual.proj.c_fc.", "visual.head.mlp.fc1.");
    PARTS.put("visual.proj.c_proj.", "visual.head.mlp.fc2.");
    PARTS.put("visual.proj.", "visual.head.proj.");
    PARTS.put("visual.stages.", "visual.trunk.stages.");
    PARTS.put(".ln_join.", ".downsample.0.");
    PARTS.put(".join.", ".downsample.1.");
    PARTS.put(".ln_2.", ".norm.");
    PARTS.put(".mlp.c_fc.", ".mlp.fc1.");
    PARTS.put(".mlp.c_proj.", ".mlp.fc2.");
    PARTS.put(".ls_2.gamma", ".gamma");
  }

  private ConvNeXtNames() {}

  static String of(String name) {
    String translated = name;
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      translated = translated.replace(part.getKey(), part.getValue());
    }
    return translated;
  }
}
