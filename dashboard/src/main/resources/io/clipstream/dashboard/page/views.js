import {many} from "./parts/words.js";

// The views, in the order of the rail. A view is one file in views/ that defines the element; it gets
// the properties 'query' (of the address) and 'rest' (the path below its own).
// 'needs' is the role without which it is left out, "VIEWER" where it is not there.
// 'count' tells from the state what stands beside the name, "" for nothing; a view that is 'live' says
// itself which results it watches.
export const VIEWS = [
  {path: "/", title: "Stream", element: "stream-view", load: () => import("./views/stream-view.js"), live: true},
  {
    path: "/review",
    title: "Review",
    element: "review-view",
    load: () => import("./views/review-view.js"),
    needs: "REVIEWER",
    count: (state) => state.review || "",
  },
  {path: "/search", title: "Search", element: "search-view", load: () => import("./views/search-view.js")},
  {path: "/labels", title: "Labels", element: "labels-view", load: () => import("./views/labels-view.js")},
  {path: "/models", title: "Models", element: "models-view", load: () => import("./views/models-view.js")},
  {path: "/health", title: "Health", element: "health-view", load: () => import("./views/health-view.js")},
  {
    path: "/dead-letters",
    title: "Dead letters",
    element: "letters-view",
    load: () => import("./views/letters-view.js"),
    count: (state) => (state.rejected > 0 ? many(state.rejected) : ""),
  },
  {
    path: "/try",
    title: "Try a picture",
    element: "try-view",
    load: () => import("./views/try-view.js"),
    live: true,
    needs: "REVIEWER",
  },
  {
    path: "/changes",
    title: "Changes",
    element: "changes-view",
    load: () => import("./views/changes-view.js"),
    needs: "ADMIN",
  },
  {
    path: "/pictures",
    title: "Picture",
    element: "picture-view",
    load: () => import("./views/picture-view.js"),
    hidden: true,
  },
];

/** The view of a path, and the rest of the path below it. */
export function viewOf(path) {
  const view =
    VIEWS.find((each) => each.path === path) ??
    VIEWS.find((each) => each.path !== "/" && path.startsWith(`${each.path}/`)) ??
    null;
  return {view, rest: view === null ? "" : decoded(path.slice(view.path.length + 1))};
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
