/**
 * CLIP as a library: a loaded checkpoint encodes pictures and texts into one space. No Flink and no
 * Kafka here.
 */
package io.clipstream.model;
