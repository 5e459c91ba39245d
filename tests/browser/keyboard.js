// For the walk by the Tab key (keyboard.py): what should be reached, and what has the focus now.

const keyboard = (() => {
  // The links in the explanation of a term are there as soon as Tab has reached the term.
  const canBeSeen = (element) => element.closest(".term-text") || element.checkVisibility({ visibilityProperty: true });

  // Dots of a map without a name are for mouse and finger; the list beside it has all of them.
  const reachable = () =>
    [
      ...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']",
      ),
    ].filter((element) => canBeSeen(element) && !element.disabled && element.tabIndex >= 0).length;

  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b]
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = (element) => {
    for (let box = element; box; box = box.parentElement) {
      const colour = channels(getComputedStyle(box).backgroundColor);
      if (colour.length && colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };

  // A number of its own, whether it can be seen, and whether a line of at least 2 px that stands out (3:1) from its
  // ground runs around it.
  const focused = () => {
    const element = document.activeElement;
    if (!element || element === document.body || element.localName === "html") return null;
    element.dataset.walked ??= String(document.querySelectorAll("[data-walked]").length);
    const card = element.closest(".card");
    const styles = ["", "::after", "::before"].map((part) => getComputedStyle(element, part));
    const around = (card && styles[0].outlineStyle === "none" ? card : element).parentElement;
    const isLine = (style) =>
      style.outlineStyle !== "none" &&
      parseFloat(style.outlineWidth) >= 2 &&
      contrast(channels(style.outlineColor), ground(around)) >= 3;
    const box = element.getBoundingClientRect();
    const isOnTop = [...element.getClientRects()].some((rect) => {
      // The middle of what is in the window: a table in its frame may be longer.
      const [top, bottom] = [Math.max(rect.top, 0), Math.min(rect.bottom, innerHeight)];
      const hit = document.elementFromPoint(rect.x + rect.width / 2, (top + bottom) / 2);
      return hit && (element.contains(hit) || hit.contains(element) || hit.closest("label")?.contains(element));
    });
    // Pins of a map lie over each other; the name of the one that has the focus is written on top of them all.
    const isNamed =
      element.querySelector("title")?.textContent === document.querySelector(".map-lit text")?.textContent;
    return {
      number: Number(element.dataset.walked),
      name: `${element.localName} ${(element.textContent || element.name || "").trim().slice(0, 30)}`,
      isInView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      isOnTop: isOnTop || (element.closest(".map-sheet") !== null && isNamed),
      hasLine: styles.some(isLine),
    };
  };

  return { reachable, focused };
})();
