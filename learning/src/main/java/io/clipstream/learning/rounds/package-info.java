/**
 * Learning on: a round trains a checkpoint further on new pairs, and a gate decides whether what
 * came out may take its place.
 */
package io.clipstream.learning.rounds;
