/** Checkpoints: where they come from, their numbers, who serves with them, moves between them. */
package io.clipstream.dashboard.models;
