/**
 * The question before a dangerous action: a form with hx-confirm is sent when the dialog is answered with the words of its own
 * button. The browser keeps the focus inside and gives it back.
 */
export const confirmation = () => ({
  action: "",
  question: "",
  pending: null,

  ask(event) {
    event.preventDefault();
    const { ctx } = event.detail;
    this.pending = event.detail;
    this.action = (ctx.sourceEvent.submitter ?? ctx.sourceElement).textContent.trim();
    this.question = ctx.confirm;
    this.$root.returnValue = "";
    this.$root.showModal();
  },

  answer() {
    if (this.$root.returnValue === "yes") {
      this.pending.issueRequest();
    } else {
      this.pending.dropRequest();
    }
  },
});
