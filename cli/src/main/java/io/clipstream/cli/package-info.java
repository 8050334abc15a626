/** The command line. Data goes to standard output, messages and progress to standard error. */
package io.clipstream.cli;
