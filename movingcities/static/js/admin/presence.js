// Who else has this form open. Without this script that is said once, when the form is loaded.

const EVERY = 30000;

const follow = (form) => {
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  // The latest sign of life from here. If there has been another since, this page has been left for one of the same form.
  let seen = new URL(form.action).searchParams.get("seen");

  const send = (extra) => {
    const data = new FormData(form);
    data.delete("page");
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    return fetch(form.action, { method: "POST", body: data, keepalive: true });
  };

  const show = (answer) => {
    seen = answer.seen;
    const sentences = answer.taken ? [answer.taken, ...answer.others] : answer.others;
    if (status.innerText.trim() === sentences.join("\n").trim()) return;
    status.replaceChildren(
      ...sentences.map((sentence) => {
        const line = document.createElement("p");
        line.textContent = sentence;
        return line;
      }),
    );
    button.hidden = !sentences.length;
  };

  const ask = async (extra = {}) => {
    try {
      const response = await send(extra);
      if (response.ok && !response.redirected) show(await response.json());
    } catch {
      // No connection just now: the next sign of life says it again.
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask({ take: "1" });
  });
  setInterval(ask, EVERY);
  window.addEventListener("pagehide", () => send({ left: seen }).catch(() => {}));
  window.addEventListener("pageshow", (event) => event.persisted && ask());
};

const form = document.querySelector("form[data-presence]");
if (form) follow(form);
