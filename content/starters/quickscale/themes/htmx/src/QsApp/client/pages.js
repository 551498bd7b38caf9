/** The part of the page that links and forms replace; the layout has it. */
export const main = () => document.getElementById("main");

/** Whether a request of htmx asks for a page: a link's or a form's, and not one for a part of a page. */
export const isForPage = (ctx) => ctx.target === main() || ctx.target === document.body;

/** Whether the browser goes back or forward. */
export const isRestoring = (ctx) => "HX-History-Restore-Request" in ctx.request.headers;

/** Whether a field asks what is wrong with it while one fills in a form; it is checked again when the form is sent. */
export const isCheck = (ctx) => ctx.sourceElement.matches("input, select, textarea");
