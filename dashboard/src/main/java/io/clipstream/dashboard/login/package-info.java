/**
 * Who may look on and change: users of a file, people of an OpenID Connect issuer, those whom a
 * proxy names, and programs with tokens. {@link io.clipstream.dashboard.login.Gate} finds out who
 * asks, before every request.
 */
package io.clipstream.dashboard.login;
