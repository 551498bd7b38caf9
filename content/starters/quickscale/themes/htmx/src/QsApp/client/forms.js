// What every form needs: it is sent once at a time, and carries an antiforgery token that counts.
import { isCheck } from "./pages.js";

const tokenField = "__RequestVerificationToken";

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.matches("form[aria-busy=true]")) {
    event.preventDefault();
  } else if (isCheck(ctx)) {
    ctx.fetch = fetchForCheck;
  } else if (ctx.request.method !== "GET") {
    ctx.fetch = fetchWithToken;
  }
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches("form")) {
    ctx.sourceElement.setAttribute("aria-busy", "true");
  }
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches("form")) {
    ctx.sourceElement.removeAttribute("aria-busy");
  }
});

/**
 * Sends the token along in the header when there is none in the form, and a new one when that of the form is void: it stayed open
 * for long, or somebody has logged in meanwhile. What is refused for its token has done nothing.
 */
async function fetchWithToken(address, request) {
  if (request.body.has(tokenField)) {
    const response = await fetch(address, request);
    if (response.status !== 400 || response.headers.get("HX-Retarget") !== "#problem") {
      return response;
    }
  }

  const { token, header } = await (await fetch("/api/antiforgery")).json();
  return fetch(address, { ...request, headers: { ...request.headers, [header]: token } });
}

// Whoever goes from a field to a button presses it while the field is checked. What the check says comes after the click, which it
// would miss if it moved the button in between.
let release = () => {};
let released = Promise.resolve();

document.addEventListener("pointerdown", () => {
  release();
  released = new Promise((resolve) => {
    release = resolve;
  });
}, true);

for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(release), true);
}

async function fetchForCheck(address, request) {
  const response = await fetchWithToken(address, request);
  await released;
  request.signal.throwIfAborted();
  return response;
}
