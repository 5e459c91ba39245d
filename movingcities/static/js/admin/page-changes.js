// Much of an admin page is drawn after it has come, by Django's scripts and those of its widgets.

const acts = [];
let isAsked = false;

const actSoon = () => {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    for (const act of acts) act();
  });
};

/** Do something with the page as it is, and again whenever it has changed. */
export const followPage = (act) => {
  acts.push(act);
  actSoon();
};

new MutationObserver(actSoon).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
