/**
 * Label sets: what is in force and was, drafts and what would become of them, publishing, and how
 * soon the jobs follow. Nothing is scored here: the tagging job does that, and is asked.
 */
package io.clipstream.dashboard.labels;
