/** The options of the jobs: described, read once into records, refused by name when unknown. */
package io.clipstream.jobs.options;
