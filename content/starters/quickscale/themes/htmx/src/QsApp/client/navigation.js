// What the answer to a link or a form does to the page: what it replaces and keeps, where the reader stands then, and what a
// screen reader says of it.
import { isForPage, isRestoring, main } from "./pages.js";
import { showToast } from "./toasts.js";

let underWay = null;

// The last link or form that was pressed wins, as in a browser.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (isForPage(ctx)) {
    underWay?.request.abort();
    underWay = ctx;
  }
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (underWay === ctx) {
    underWay = null;
  }
});

// A link may lead to a file, or to a page that knows nothing of fragments: the browser goes there by itself.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  const { raw, headers } = ctx.response;
  if (isForPage(ctx) && ctx.request.method === "GET" && !isRestoring(ctx)) {
    const isFragment = headers.get("Content-Type")?.startsWith("text/html") && headers.get("Vary")?.includes("HX-Request");
    if (!isFragment && headers.has("X-Request-Id")) {
      event.preventDefault();
      location.assign(raw.url);
    }
  }
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!isForPage(ctx) || isRestoring(ctx)) {
    return;
  }

  // A page with a frame of its own comes with it.
  if (/^\s*<!doctype/i.test(ctx.text)) {
    ctx.target = document.body;
    ctx.swap = "outerSync show:top";
    return;
  }

  // Of the page that is shown only what has changed has to change.
  ctx.isSamePage = ctx.request.method !== "GET" && new URL(ctx.response.raw.url).pathname === location.pathname;
  if (ctx.isSamePage) {
    if (ctx.response.raw.ok) {
      ctx.sourceElement.reset?.();
    }

    // Keeps the inputs, with what is typed in them, and the place on the page.
    ctx.swap = "innerMorph show:none";
  } else {
    ctx.swap = "innerHTML show:top showTarget:body";
  }

  // The address of a form that leads nowhere else is no page to come back to.
  if (ctx.request.method !== "GET" && !ctx.response.raw.redirected) {
    ctx.push = "false";
  }
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!isForPage(ctx)) {
    return;
  }

  const theme = document.querySelector("[data-chosen-theme]")?.dataset.chosenTheme;
  if (theme) {
    document.documentElement.dataset.theme = theme;
  }

  const page = main();
  const invalid = ctx.isSamePage ? page.querySelector("[aria-invalid=true]") : null;
  if (ctx.isSamePage) {
    page.querySelectorAll("[data-notice=success]").forEach((notice) => {
      showToast(notice.textContent.trim());
      notice.remove();
    });
  }

  if (invalid) {
    invalid.focus();
  } else if (!ctx.isSamePage || document.activeElement === document.body) {
    page.focus({ preventScroll: true });
  }

  if (!ctx.isSamePage) {
    document.getElementById("announcement").textContent = ctx.title || document.title;
  }
});
