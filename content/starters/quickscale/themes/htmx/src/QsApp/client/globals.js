// Alpine's CSP build reads every global once, to keep its expressions off them. Chromium takes that for a use of the fenced frames
// that it gives up, and warns on every page. Nobody here uses them.
for (const name of ["Fence", "FencedFrameConfig", "HTMLFencedFrameElement"]) {
  delete globalThis[name];
}
