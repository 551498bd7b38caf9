// What keeps a request from its answer: no connection, no session, too many requests, a fault of the site. The page stays as it is,
// with all that is typed in it, and says what can be done.
import { isCheck, isForPage, isRestoring } from "./pages.js";

let failed = null;

const region = () => document.getElementById("problem");

const showUnreachable = (ctx) => {
  failed = ctx;
  region().replaceChildren(document.getElementById("unreachable").content.cloneNode(true));
};

document.addEventListener("htmx:before:request", () => region().replaceChildren());

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && !ctx.response && !isCheck(ctx)) {
    showUnreachable(ctx);
  }
});

// An answer that is not the site's own: a proxy's, or that of a network which wants a login first.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (!ctx.response.headers.has("X-Request-Id")) {
    event.preventDefault();
    showUnreachable(ctx);
  }
});

// The site itself sends its errors to the region, by the header HX-Retarget, unless somebody has asked for a page.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.hx.retarget === "#problem") {
    failed = ctx;
    if (isCheck(ctx)) {
      event.preventDefault();
    }
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close-problem]")) {
    region().replaceChildren();
  } else if (target.closest("[data-try-again]")) {
    tryAgain(failed);
  }
});

function tryAgain(ctx) {
  const source = ctx.sourceElement;
  if (source.matches("form")) {
    source.requestSubmit(ctx.request.submitter);
  } else if (isForPage(ctx) && (isRestoring(ctx) || !source.isConnected)) {
    location.reload();
  } else {
    source.click();
  }
}
