/**
 * JPEGs at 1/2, 1/4 or 1/8 of their size, by inverse transforms of fewer points: in Java, 8-bit
 * baseline and progressive pictures; and, at full size too, by libjpeg-turbo where there is one.
 * Neither knows colour profiles, CMYK or damage; what they do not know they refuse, and the caller
 * decodes at full size in Java.
 */
package io.clipstream.model.image.jpeg;
