/** Which hosts and addresses may be connected to: one rule for pictures by URI and for webhooks. */
package io.clipstream.control.network;
