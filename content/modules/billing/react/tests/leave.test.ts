import { afterEach, expect, test, vi } from "vitest";
import { leaveFor } from "../api/leave";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["https://pay.example/c1", 1],
  ["http://localhost:12111/checkout/c1", 1],
  ["javascript:alert(1)", 0],
  ["data:text/html,x", 0],
])("Only a page of the web is gone to: %s", (url, times) => {
  const assign = vi.fn();
  vi.stubGlobal("location", { assign });

  leaveFor(url);

  expect(assign).toHaveBeenCalledTimes(times);
});
