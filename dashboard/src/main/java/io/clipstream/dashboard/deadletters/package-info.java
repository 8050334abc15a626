/** Dead letters: what was refused and why, its picture where there is one, and putting it back. */
package io.clipstream.dashboard.deadletters;
