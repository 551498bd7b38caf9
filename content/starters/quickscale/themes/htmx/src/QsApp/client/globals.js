// Alpine's CSP build reads every global once, to keep its expressions off them. Chromium takes that for a use of fenced frames, which
// it gives up, and would warn on every page. Nobody here uses them.
delete globalThis.fence;
