// Drafts: what stood in a form when it was opened (start) and what was typed (values), in the storage of the browser.

/** The fields in which a form differs from another state of it. */
const changes = (start, { opened, ...values }) => {
  const names = Object.keys({ ...start, ...values }).filter((name) => name !== "opened");
  const changed = names.filter((name) => JSON.stringify(start[name]) !== JSON.stringify(values[name]));
  return Object.fromEntries(changed.map((name) => [name, values[name] ?? []]));
};

export const isChanged = ({ start, values }) => Object.keys(changes(start, values)).length > 0;

// The saved state that a form is compared with, without the time and the signature that follow it.
const savedState = ({ values }) => values.opened?.[0].split(":")[0];

const addedRows = ({ start, values }) =>
  Object.keys(changes(start, values)).filter((name) => name.endsWith("-TOTAL_FORMS"));

// Drafts go into one if they began from the same saved state and do not both have rows under the same numbers.
const fit = (older, newer) =>
  savedState(older) !== undefined &&
  savedState(older) === savedState(newer) &&
  !addedRows(older).some((name) => addedRows(newer).includes(name));

// Field by field, the newer wins.
const over = (older, newer) => ({
  keys: [...older.keys, ...newer.keys],
  at: newer.at,
  start: older.start,
  values: { ...older.values, ...changes(newer.start, newer.values) },
});

/** As few drafts as possible out of many, oldest first. */
export const gather = (drafts) => {
  const gathered = [];
  for (const draft of drafts) {
    const last = gathered.at(-1);
    if (last && fit(last, draft)) gathered.splice(-1, 1, over(last, draft));
    else gathered.push(draft);
  }
  return gathered;
};

const keysOf = (place) => Object.keys(localStorage).filter((key) => key.startsWith(place));

/** The drafts whose keys begin with a place, oldest first. */
export const draftsOf = (place) => {
  const drafts = keysOf(place).map((key) => ({ keys: [key], ...JSON.parse(localStorage.getItem(key)) }));
  return gather(drafts.sort((one, other) => one.at - other.at));
};

/** Store a draft under its one key, or nothing where nothing was changed. */
export const keep = ({ keys: [key], ...draft }) => {
  if (isChanged(draft)) localStorage.setItem(key, JSON.stringify(draft));
  else localStorage.removeItem(key);
};

export const drop = ({ keys }) => {
  for (const key of keys) localStorage.removeItem(key);
};

export const dropAll = (place) => drop({ keys: keysOf(place) });
