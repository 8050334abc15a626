/**
 * A JPEG decoder for one purpose: 8-bit baseline and progressive pictures at 1/2, 1/4 or 1/8 of
 * their size, by inverse transforms of fewer points. It knows nothing of colour profiles, CMYK or
 * damage; what it does not know it refuses, and the caller decodes at full size.
 */
package io.clipstream.model.image.jpeg;
