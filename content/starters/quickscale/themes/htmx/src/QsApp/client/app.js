// The script of the site: htmx brings pages and their parts, Alpine what happens in the browser alone. Everything works without
// it, only slower. The content security policy allows no eval: no hx-on, and in Alpine's attributes single expressions only.
import Alpine from "./alpine.js";
import htmx from "htmx.org";
import "./navigation.js";
import "./forms.js";
import "./problems.js";
import "./optimistic.js";
import { confirmation } from "./confirmation.js";
import { toasts } from "./toasts.js";

// It would copy style attributes from the earlier elements, which the policy forbids.
htmx.config.defaultSettleDelay = 0;

Alpine.data("confirmation", confirmation);
Alpine.data("toasts", toasts);
Alpine.start();
