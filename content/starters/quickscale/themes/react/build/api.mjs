// Renews what the client knows of the JSON endpoints: the OpenAPI document and the types made from it, both committed.
//   npm run api            the application's own endpoints, into src/QsApp/client/api
//   npm run api -- auth    those of a module, into modules/auth/react
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { types } from "./apiTypes.mjs";

const [module] = process.argv.slice(2);
const folder = module ? `modules/${module}/react` : "src/QsApp/client/api";
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}.`);
  process.exit(2);
}

const document = resolve(folder, "openapi.json");
// Without the client: it may not compile before its types are renewed.
const command = ["run", "--project", "src/QsApp", "-p:SkipClient=true", "--", "openapi", "--output", document];
const { status } = spawnSync("dotnet", module ? [...command, "--module", module] : command, { stdio: "inherit" });
if (status !== 0) {
  process.exit(status ?? 1);
}

writeFileSync(resolve(folder, "schema.d.ts"), await types(readFileSync(document, "utf8")));
