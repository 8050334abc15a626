/** What a process keeps in directories of its own from run to run. */
package io.clipstream.cli.state;
