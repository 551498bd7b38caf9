// The buttons of the login, confirmation and passkey pages. They stay hidden where this does not run or the browser knows no passkeys.
(() => {
  "use strict";

  const send = async (api, path, body) => {
    const token = await (await fetch(`${api}/antiforgery`)).json();
    const response = await fetch(`${api}/passkeys${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", [token.header]: token.token },
      body: JSON.stringify(body ?? {}),
    });
    const answer = response.status === 204 ? null : await response.json();
    if (!response.ok) {
      throw new Error(answer.errors ? Object.values(answer.errors)[0][0] : answer.detail);
    }

    return answer;
  };

  const get = async (options) =>
    (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();

  const create = async (options) =>
    (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })).toJSON();

  const actions = {
    "sign-in": async (api) => send(api, "/sign-in", { credential: await get(await send(api, "/sign-in-options")) }),
    confirm: async (api) => send(api, "/confirm", { credential: await get(await send(api, "/confirm-options")) }),
    register: async (api, box) =>
      send(api, "", { name: box.querySelector("input").value, credential: await create(await send(api, "/registration-options")) }),
  };

  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    return;
  }

  for (const box of document.querySelectorAll("[data-passkey]")) {
    const { passkey, api, next } = box.dataset;
    const [button, error] = [box.querySelector("button"), box.querySelector("[role=alert]")];
    button.addEventListener("click", async () => {
      button.disabled = true;
      error.textContent = "";
      try {
        await actions[passkey](api, box);
        location.assign(next);
      } catch (problem) {
        // The browser says the same for all that its user did or did not do.
        error.textContent = problem instanceof DOMException ? "That did not come to an end. Try again, or choose another way." : problem.message;
        button.disabled = false;
      }
    });
    box.hidden = false;
  }
})();
