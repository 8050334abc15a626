/**
 * Pairs of picture and captions for training: read from folders, Avro files and tars, shuffled,
 * decoded and augmented on worker threads, and handed out in batches that follow from a seed.
 */
package io.clipstream.model.training.data;
