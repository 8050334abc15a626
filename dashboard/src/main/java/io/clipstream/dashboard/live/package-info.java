/**
 * Results as they come, to everybody who looks on: one bounded queue each, so that a browser which
 * does not read takes from no one. Counters stay exact where pictures are left out.
 */
package io.clipstream.dashboard.live;
