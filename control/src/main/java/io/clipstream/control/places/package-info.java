/** Directories that others may name files of: one rule for pictures, checkpoints and parents. */
package io.clipstream.control.places;
