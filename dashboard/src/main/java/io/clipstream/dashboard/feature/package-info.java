/** What a part of the dashboard offers: topics that it reads, and routes. */
package io.clipstream.dashboard.feature;
