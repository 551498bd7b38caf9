// A choice that shows at once, before the server has answered: <fieldset data-optimistic="theme" hx-post="…"> sets data-theme at
// the root to the value that is chosen. If the answer is not that it is kept, the choice goes back.

const show = (name, value) => {
  document.documentElement.dataset[name] = value;
};

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const name = ctx.sourceElement.dataset.optimistic;
  if (name) {
    ctx.earlier = document.documentElement.dataset[name];
    show(name, ctx.sourceElement.querySelector(":checked").value);
  }
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const name = ctx.sourceElement.dataset.optimistic;
  if (name && !ctx.response?.raw.ok) {
    show(name, ctx.earlier);
    ctx.sourceElement.querySelector(`[value="${CSS.escape(ctx.earlier)}"]`).checked = true;
  }
});
