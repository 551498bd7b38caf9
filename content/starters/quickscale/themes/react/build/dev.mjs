// The application and the client, each reloading by itself, until Ctrl-C: `npm run dev`.
import { spawn } from "node:child_process";
import { createServer as probe } from "node:net";

const port = await freePort(5173);
process.env.CLIENT_PORT = String(port);
// Made first: what it says of the client's configuration stands above the rest.
const { createServer } = await import("vite");
const vite = await createServer();
await vite.listen();

const watch = spawn("dotnet", ["watch", "--project", "src/QsApp", "run", "--property:SkipClient=true", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, Client__DevServer: `http://localhost:${port}` },
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => watch.kill(signal));
}

watch.on("exit", async (code) => {
  await vite.close();
  process.exit(code ?? 0);
});

/** The first free port from this one on. */
async function freePort(first) {
  for (let port = first; ; port++) {
    const isFree = await new Promise((answer) => {
      const server = probe().once("error", () => answer(false));
      server.listen(port, "localhost", () => server.close(() => answer(true)));
    });
    if (isFree) {
      return port;
    }
  }
}
