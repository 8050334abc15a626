/** Results of a filter as files for other programs. */
package io.clipstream.dashboard.export;
