import { expect, test } from "vitest";
import { details } from "../changes";

test("What was changed is one line, without what stayed", () => {
  expect(details({ before: '{"name":"Acme","slug":"acme","color":null}', after: '{"name":"Acme","slug":"acme-labs","color":"#123456"}' })).toBe("slug: acme → acme-labs; color: #123456");
  expect(details({ before: null, after: '{"role":"Admin","permissions":["a","b"],"logo":true}' })).toBe('role: Admin; permissions: ["a","b"]; logo: true');
  expect(details({ before: '{"role":"Admin"}', after: null })).toBe("role: Admin");
  expect(details({ before: null, after: null })).toBe("");
});
