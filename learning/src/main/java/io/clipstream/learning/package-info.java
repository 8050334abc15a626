/** Rounds of training on what captions teach: when, of what, and whether the outcome may serve. */
package io.clipstream.learning;
