// The TypeScript types of an OpenAPI document. As a program it reads the document's path and prints them, for the test that compares.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

export async function types(document) {
  const tree = await openapiTS(JSON.parse(document), { alphabetize: true });
  return `// Made from openapi.json by \`npm run api\`; do not edit.\n\n${astToString(tree)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(await types(readFileSync(process.argv[2], "utf8")));
}
