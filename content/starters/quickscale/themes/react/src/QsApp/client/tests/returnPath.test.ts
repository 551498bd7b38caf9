import { expect, test } from "vitest";
import { returnPath } from "#host";

const asked = (path: string) => returnPath(`?returnUrl=${encodeURIComponent(path)}`);

test.each(["/", "/account/profile", "/start?tab=2#part"])("%j is a path of this site", (path) => {
  expect(asked(path)).toBe(path);
});

// What browsers read as the address of another site, or as a script.
test.each(["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "javascript:alert(1)"])(
  "%j is not followed",
  (path) => {
    expect(asked(path)).toBeUndefined();
  },
);
