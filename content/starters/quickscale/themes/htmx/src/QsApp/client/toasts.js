/** For how long a toast stays, in milliseconds; it waits while somebody is at it. */
const stay = 20_000;

/** Says that something is done, without moving the page. */
export const showToast = (text) => window.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

/** The list of toasts; the layout has its markup. */
export const toasts = () => ({
  all: [],
  next: 1,

  add({ detail: { text } }) {
    const toast = { id: this.next++, text };
    this.all = [...this.all.filter((one) => one.text !== text), toast];
    this.leave(toast.id);
  },

  leave(id) {
    setTimeout(() => (this.$root.matches(":hover, :focus-within") ? this.leave(id) : this.remove(id)), stay);
  },

  remove(id) {
    this.all = this.all.filter((toast) => toast.id !== id);
  },
});
