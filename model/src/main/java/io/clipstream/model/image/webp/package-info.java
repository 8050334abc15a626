/**
 * Lossless WebP and alpha planes (RFC 9649, section 3), which libraries decode with memory or time
 * that their headers do not tell, or wrongly where a palette has been cut short.
 */
package io.clipstream.model.image.webp;
