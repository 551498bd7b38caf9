import { expect, test } from "vitest";
import { append, localUrl } from "../paths";
import { showDay, showTime } from "../times";

test.each(["https://example.org", "//example.org", "/\\example.org", "crm", "", "/a\nb", `/${"a".repeat(2000)}`, null, undefined])("%s is no way back", (url) => {
  expect(localUrl(url)).toBeUndefined();
  expect(append("/auth/login", url)).toBe("/auth/login");
});

test("A way back is a path of this site", () => {
  expect(localUrl("/crm?page=2")).toBe("/crm?page=2");
  expect(append("/auth/login?done=verified", "/crm?page=2")).toBe("/auth/login?done=verified&returnUrl=%2Fcrm%3Fpage%3D2");
});

test("Times are those of the user's zone, and of UTC where the browser does not know it", () => {
  const time = "2026-01-31T23:30:00Z";
  expect(showTime(time, "Europe/Zurich")).toBe("2026-02-01 00:30");
  expect(showTime(time, undefined)).toBe("2026-01-31 23:30 UTC");
  expect(showTime(time, "Nowhere/Here")).toBe("2026-01-31 23:30 UTC");
  expect(showDay(time)).toBe("2026-01-31");
  expect(showDay(null)).toBe("");
});
