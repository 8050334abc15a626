/** Who changed what: an append-only file, and the address where admins read it. */
package io.clipstream.dashboard.audit;
