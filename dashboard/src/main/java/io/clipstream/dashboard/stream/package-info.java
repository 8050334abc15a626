/** The stream of results, the search over them and a picture's own page. */
package io.clipstream.dashboard.stream;
