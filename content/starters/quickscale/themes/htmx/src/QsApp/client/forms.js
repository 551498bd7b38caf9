// What every form needs: it is sent once at a time, and carries its token.

const tokenField = "__RequestVerificationToken";

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.matches("form[aria-busy=true]")) {
    event.preventDefault();
  } else if (ctx.request.method !== "GET" && !ctx.request.body.has(tokenField)) {
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

/** For what changes something without being a form with a token in it, such as a button with hx-post. */
async function fetchWithToken(address, request) {
  const { token, header } = await (await fetch("/api/antiforgery")).json();
  return fetch(address, { ...request, headers: { ...request.headers, [header]: token } });
}
