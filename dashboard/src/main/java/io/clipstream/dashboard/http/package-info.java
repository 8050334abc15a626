/**
 * The server: which requests are let in, with which headers answers go out, the table of addresses
 * and the document made of it. Files of the page come from the class path.
 */
package io.clipstream.dashboard.http;
