import { runnerImport, type Plugin } from "vite";

/** What the server has to know of a page before the client runs. */
interface ListedPage {
  path: string;
  title?: string;
  description?: string;
  robots?: string;
}

interface Route {
  path?: string;
  index?: boolean;
  handle?: { title?: string; description?: string; robots?: string };
  children?: Route[];
}

/**
 * Writes the list of all pages beside the built client. The server answers 404 to every other path, and gives a page's title and
 * description to readers that run no script, such as search engines.
 */
export function pageList(client: string): Plugin {
  return {
    name: "page-list",
    apply: "build",
    async generateBundle() {
      const { module } = await runnerImport<{ pages: Route[] }>(`./${client}/app/pages.ts`, { configFile: false, logLevel: "error" });
      this.emitFile({ type: "asset", fileName: "pages.json", source: JSON.stringify(list(module.pages, "/")) + "\n" });
    },
  };
}

function list(routes: Route[], parent: string): ListedPage[] {
  return routes.flatMap((route) => {
    const path = route.path ? join(parent, route.path) : parent;
    const { title, description, robots } = route.handle ?? {};
    return route.children ? list(route.children, path) : [{ path, title, description, robots }];
  });
}

function join(parent: string, path: string): string {
  return path.startsWith("/") ? path : `${parent.replace(/\/$/, "")}/${path}`;
}
