// The application and the client, each reloading by itself, until Ctrl-C: `npm run dev`.
import { spawn } from "node:child_process";
import { createServer as probe } from "node:net";

const port = await freePort(5173);
process.env.CLIENT_PORT = String(port);
// Only now: vite.config.ts reads the port.
const { createServer } = await import("vite");
const vite = await createServer();
await vite.listen();

// On Windows a process takes none along that it has started; elsewhere this one leads a group of its own.
const isWindows = process.platform === "win32";
const watch = spawn("dotnet", ["watch", "--project", "src/QsApp", "--property:SkipClient=true", ...process.argv.slice(2)], {
  stdio: ["ignore", "inherit", "inherit"],
  detached: !isWindows,
  env: { ...process.env, Client__DevServer: `http://localhost:${port}` },
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    end("SIGINT");
    // By force when that is not heard.
    setTimeout(() => end("SIGKILL"), 3_000);
  });
}

watch.on("exit", async (code) => {
  // Whatever it has left behind.
  end("SIGKILL");
  await vite.close();
  process.exit(code ?? 0);
});

function end(signal) {
  if (isWindows) {
    spawn("taskkill", ["/pid", String(watch.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }

  try {
    process.kill(-watch.pid, signal);
  } catch {
    // All have ended.
  }
}

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
