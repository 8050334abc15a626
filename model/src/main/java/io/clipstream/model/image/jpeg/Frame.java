package io.clipstream.model.image.jpeg;

import java.util.ArrayList;
import java.util.List;

/** The frame header: sides and components (ITU-T T.81, B.2.2). */
final class Frame {
  final boolean progressive;
  final int width;
  final int height;
  final int unitsWide; // interleaved units (MCU) in a row
  final int unitsHigh;
  final List<Component> components = new ArrayList<>();

  /** Reads the header whose contents begin at {@code at} and lays out its components. */
  Frame(byte[] data, int at, int end, boolean progressive, int points) {
    this.progressive = progressive;
    int count = end - at < 6 ? 0 : data[at + 5];
    if ((count != 1 && count != 3) || end - at != 6 + 3 * count || data[at] != 8) {
      throw new NotReducible("frame of " + count + " components");
    }
    height = u16(data, at + 1);
    width = u16(data, at + 3);
    for (int i = 0; i < count; i++) {
      int from = at + 6 + 3 * i;
      // A single component's sampling factors mean nothing.
      int factors = count == 1 ? 0x11 : data[from + 1];
      components.add(component(data[from], factors >> 4, factors & 15, data[from + 2]));
    }
    int maxAcross = components.stream().mapToInt(c -> c.across).max().orElse(1);
    int maxDown = components.stream().mapToInt(c -> c.down).max().orElse(1);
    unitsWide = Component.divideUp(width, 8 * maxAcross);
    unitsHigh = Component.divideUp(height, 8 * maxDown);
    for (Component component : components) {
      component.layOut(width, height, maxAcross, maxDown, points);
      if (progressive) {
        component.keepCoefficients();
      }
    }
  }

  private static Component component(int id, int across, int down, int quantizer) {
    if (across < 1 || across > 4 || down < 1 || down > 4 || quantizer < 0 || quantizer > 3) {
      throw new NotReducible("component " + id + " is damaged");
    }
    return new Component(id, across, down, quantizer);
  }

  Component component(int id) {
    for (Component component : components) {
      if (component.id == id) {
        return component;
      }
    }
    throw new NotReducible("scan of unknown component " + id);
  }

  static int u16(byte[] data, int at) {
    return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
  }
}
