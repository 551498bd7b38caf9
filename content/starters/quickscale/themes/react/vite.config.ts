import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";
import tailwindcss from "@tailwindcss/vite";
import { pageList } from "./build/pageList.ts";

const client = "src/QsApp/client";

export default defineConfig({
  root: client,
  base: "/client/",
  plugins: [react(), tailwindcss(), pageList(client)],
  // The server puts the nonce of each response in this word's place; Hosting/FrontEnd.cs knows it too.
  html: { cspNonce: "__NONCE__" },
  build: {
    outDir: "../wwwroot/client",
    emptyOutDir: true,
    manifest: true,
    // A file that stands inside another would need a policy that allows data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // A page is a file; what the pages of a module share is one for each folder of theirs (api, parts, and what lies in a folder within), and not a dozen small ones:
            // a page that only shows something needs no parts of forms, and whoever logs in no parts of the account.
            { debugName: "modules", name: (id) => /\/modules\/([^/]+\/react\/(?:api|parts)(?:\/\w+)?)\//.exec(id)?.[1]?.replace("/react/", "-").replace("/", "-") ?? null, minShareCount: 2 },
            { name: "forms", test: /\/(?:react-hook-form|valibot|@hookform\/\w+)\/|\/host\/form\.tsx$/ },
          ],
        },
      },
    },
  },
  server: {
    host: "localhost",
    strictPort: true,
    // Pages come from the application's address, which asks this server for the client's files; reloads come from here.
    hmr: { host: "localhost", protocol: "ws", clientPort: Number(process.env["CLIENT_PORT"] ?? 5173) },
    port: Number(process.env["CLIENT_PORT"] ?? 5173),
    // The root of the project: modules lie outside the client's folder.
    fs: { allow: ["../../.."] },
  },
  test: {
    environment: "jsdom",
    dir: import.meta.dirname,
    include: [`${client}/**/*.test.{ts,tsx}`, "modules/*/react/**/*.test.{ts,tsx}"],
    setupFiles: ["./tests/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 60_000,
  },
});
