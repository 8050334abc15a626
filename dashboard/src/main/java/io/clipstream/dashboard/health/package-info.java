/** How well everything goes, over the last hour. */
package io.clipstream.dashboard.health;
