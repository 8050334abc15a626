/** Fetches and prepares public data sets for training and evaluation. */
package io.clipstream.jobs.data;
