/** Evaluations of the paper that take several sets or checkpoints, and the page that shows them. */
package io.clipstream.cli.evaluation;
