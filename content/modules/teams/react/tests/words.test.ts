import { expect, test } from "vitest";
import { inWords } from "../changes";

test("What stands before and after a change is one line", () => {
  expect(inWords(null)).toBe("");
  expect(inWords('{"name":"Acme","color":null,"permissions":["a","b"],"logo":true}')).toBe("name: Acme, color: none, permissions: a b, logo: true");
});

test("What is no JSON is shown as it is", () => {
  expect(inWords("{broken")).toBe("{broken");
  expect(inWords('"text"')).toBe("text");
});
