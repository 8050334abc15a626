/** What runs, in one line at the top of every view, and what was refused. */
package io.clipstream.dashboard.status;
