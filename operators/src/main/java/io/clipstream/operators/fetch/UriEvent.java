package io.clipstream.operators.fetch;

import io.clipstream.operators.RawRecord;

/** A record whose event names its picture by URI: all that is kept while the picture comes. */
public record UriEvent(RawRecord record, String uri) {}
