import {change, get, useToken} from "./api.js";

// Who sits here, as the server knows it; null until it has answered.
const ROLES = ["NOBODY", "VIEWER", "REVIEWER", "ADMIN"];
const changed = new EventTarget();
let now = null;
let asking = null;

/** Who this is: name, role, canSignOut; whether anybody is asked; and how to log in: password, issuer. */
export function me() {
  return now;
}

/** Whether this person may do what a role is needed for: "VIEWER", "REVIEWER" or "ADMIN". */
export function can(role) {
  return now !== null && ROLES.indexOf(now.role) >= ROLES.indexOf(role);
}

/** Calls back when it is somebody else, or nobody any more; returns what ends that. */
export function onSession(listener) {
  changed.addEventListener("change", listener);
  return () => changed.removeEventListener("change", listener);
}

/** Asks the server who this is. Throws an ApiError if it does not answer. */
export function askWho() {
  asking ??= get("/api/me")
    .then(take)
    .finally(() => (asking = null));
  return asking;
}

/** Logs in by password. Throws an ApiError that says why not. */
export async function signIn(name, password) {
  take(await change("POST", "/api/login", {name, password}));
}

/** Logs out, at the issuer too where one let this person in. */
export async function signOut() {
  const {next} = await change("POST", "/api/logout").catch(() => ({})); // it may be over already
  if (next) {
    location.assign(next);
  } else {
    await askWho();
  }
}

function take(who) {
  const before = now;
  now = who;
  useToken(who.token, () => askWho().catch(() => {}));
  if (before?.name !== who.name || before?.role !== who.role) {
    changed.dispatchEvent(new Event("change"));
  }
}
