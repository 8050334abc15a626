/** Fetches and prepares public data sets for training and evaluation. */
package io.clipstream.cli.data;
