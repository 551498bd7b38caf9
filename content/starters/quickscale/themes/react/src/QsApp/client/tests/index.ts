/** What tests of modules and of your own pages use: `import { renderApp, serve } from "#testing"`. */
export { renderApp, renderPage, renderRoutes } from "./render";
export { json, noNetwork, problem, serve } from "./server";
