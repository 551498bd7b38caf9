// Keeps the number behind "Notifications" in the navigation current, by server-sent events. Where it does not run, or nobody is signed
// in, there is no number, and all else works. One connection a page, and none for a page that nobody sees: browsers allow six a site.
(() => {
  "use strict";

  // A theme that brings pages by script brings this file with each of them.
  if (window.unreadNotifications) {
    return;
  }

  window.unreadNotifications = true;
  const shortest = 60_000;
  const longest = 30 * 60_000;
  let events = null;
  let again = null;
  let pause = shortest;
  let count = 0;

  const places = () => [...document.querySelectorAll("[data-unread]")];

  const show = () => {
    for (const place of places()) {
      const text = `${count > 99 ? "99+" : count} new`;
      // Only what changes: whoever watches the page, this file too, would see it as new.
      if (place.hidden !== (count === 0) || (count > 0 && place.firstElementChild.textContent !== text)) {
        place.firstElementChild.textContent = text;
        place.hidden = count === 0;
      }
    }
  };

  const stop = () => {
    clearTimeout(again);
    events?.close();
    [events, again] = [null, null];
  };

  const start = (address) => {
    events = new EventSource(address);
    events.addEventListener("unread", (event) => {
      pause = shortest;
      count = JSON.parse(event.data).count;
      show();
    });
    events.addEventListener("error", () => {
      // A lost connection comes back by itself; one that was refused does not.
      if (events?.readyState === EventSource.CLOSED) {
        stop();
        again = setTimeout(follow, pause);
        pause = Math.min(pause * 2, longest);
      }
    });
  };

  const follow = () => {
    const address = places()[0]?.dataset.unread;
    if (!address || document.hidden) {
      stop();
      count = address ? count : 0;
    } else if (!events) {
      stop();
      start(address);
    }

    show();
  };

  document.addEventListener("visibilitychange", () => follow());
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", () => follow());
  // The navigation may come anew, without the number or without the link.
  let isSoon = false;
  new MutationObserver(() => {
    if (!isSoon) {
      isSoon = true;
      requestAnimationFrame(() => {
        isSoon = false;
        if (places().length === 0 || !events) {
          if (!again) {
            follow();
          }
        } else {
          show();
        }
      });
    }
  }).observe(document.body, { childList: true, subtree: true });
  follow();
})();
