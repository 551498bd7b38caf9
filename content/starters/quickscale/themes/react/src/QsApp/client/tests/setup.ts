import { afterEach } from "vitest";
import { cleanup, configure } from "@testing-library/react";
import { forgetToken } from "../host/api";

// Slow machines are slow, not wrong.
configure({ asyncUtilTimeout: 20_000 });

// What jsdom lacks and the parts ask for when they open.
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.HTMLElement.prototype.hasPointerCapture = () => false;
window.scrollTo = () => undefined;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  cleanup();
  forgetToken();
});
