/** A job in this process, in a cluster of its own, from one start to the next. */
package io.clipstream.cli.local;
