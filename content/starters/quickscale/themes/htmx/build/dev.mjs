// The application, its styles and its script, each made anew as it changes, until Ctrl-C: `npm run dev`.
import { execSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";

if (!existsSync("node_modules")) {
  execSync("npm ci", { stdio: "inherit" });
}

// The first build of the application looks for what these make.
execSync("npm run --silent build", { stdio: ["ignore", "inherit", "inherit"] });

const started = [
  "npm run --silent styles -- --watch=always",
  "npm run --silent scripts -- --watch=forever --sourcemap",
  `dotnet watch --project src/QsApp ${process.argv.slice(2).join(" ")}`,
].map((command) =>
  spawn(command, {
    shell: true,
    stdio: ["ignore", "inherit", "inherit"],
    // On Windows a process is ended with all that it has started; elsewhere each command leads a group of its own.
    detached: process.platform !== "win32",
    // MSBuild reads these: the client is made here and not by each build, and the browser gets what is made.
    env: { ...process.env, SkipClient: "true", WatchClient: "true" },
  }),
);

/** As Ctrl-C does, and by force when that is not heard. */
const stop = ({ pid }) => {
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }

  const send = (signal) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  send("SIGINT");
  setTimeout(() => send("SIGKILL"), 3_000);
};

const end = (code) => {
  process.exitCode ??= code;
  started.splice(0).forEach(stop);
};

started.forEach((child) => child.on("exit", (code) => end(code ?? 0)));
process.on("SIGINT", () => end(0));
process.on("SIGTERM", () => end(0));
