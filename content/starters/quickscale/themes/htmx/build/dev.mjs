// Development in one command: styles and scripts are built anew as they change, beside `dotnet watch`, which reloads the browser.
import { spawn } from "node:child_process";
import process from "node:process";

const commands = [
  "npm run --silent styles -- --watch=always",
  "npm run --silent scripts -- --watch=forever --sourcemap",
  // The client is built here, and not once more by every build of the project.
  "dotnet watch --project src/QsApp --property:SkipClient=true",
];

const started = [];

// On Windows a process takes none along that it has started; elsewhere each command leads a group of its own.
const stop = (child) => {
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
  } else {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
};

const end = (code) => {
  started.splice(0).forEach(stop);
  process.exitCode = code;
};

for (const command of commands) {
  const child = spawn(command, { shell: true, stdio: ["ignore", "inherit", "inherit"], detached: process.platform !== "win32" });
  child.on("exit", (code) => end(code ?? 0));
  started.push(child);
}

process.on("SIGINT", () => end(0));
process.on("SIGTERM", () => end(0));
