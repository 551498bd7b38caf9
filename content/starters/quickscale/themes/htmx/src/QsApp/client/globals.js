// Alpine's CSP build reads every global once, to keep its expressions off them. That is two thirds of what the site's script takes, nearly all
// of it for browser interfaces ("HTMLElement"), which Chromium makes when they are first read. No expression gets at those: Alpine forbids
// "constructor". So they are out of its sight while it loads, but for the one that makes code of text; and so is "fence", whose
// reading Chromium takes for a use of fenced frames, of which it warns on every page.
const namesOf = Object.getOwnPropertyNames;
const isShown = (name) => !/^[A-Z]/.test(name) || name === "Function";

Object.getOwnPropertyNames = (object) =>
  object === globalThis ? namesOf(object).filter((name) => isShown(name) && name !== "fence") : namesOf(object);

export function showAllGlobals() {
  Object.getOwnPropertyNames = namesOf;
}
