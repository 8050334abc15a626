/** Rounds of training as reviewers see them: what waits, what runs, what came of the last one. */
package io.clipstream.dashboard.rounds;
