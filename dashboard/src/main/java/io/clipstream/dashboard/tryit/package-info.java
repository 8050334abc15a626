/** A picture of one's own, on the way that all pictures go. */
package io.clipstream.dashboard.tryit;
