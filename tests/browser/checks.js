// What axe does not look at, as functions that answer with a list of faults in words. `checks.all()` runs every one.

const checks = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const name = (element) =>
    `<${element.localName}${element.id ? ` id=${element.id}` : ""}${element.className?.length ? ` class=${element.className}` : ""}> ${element.textContent.trim().slice(0, 40)}`;
  const isHidden = (element) =>
    element.closest(
      ".visually-hidden, .skip-link:not(:focus), .skip-map:not(:focus), [aria-hidden=true], noscript, script, style",
    ) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: false });

  // Structure: one h1, no skipped level, landmarks once each and named where there are several, links that lead somewhere.
  const structure = () => {
    const faults = [];
    const headings = all("h1, h2, h3, h4, h5, h6").filter((h) => h.checkVisibility());
    const levels = headings.map((h) => Number(h.localName[1]));
    if (levels.filter((level) => level === 1).length !== 1) faults.push("not one h1");
    levels.forEach((level, i) => {
      if (i && level > levels[i - 1] + 1) faults.push(`skipped level: ${name(headings[i])}`);
    });
    for (const landmark of ["main", "body > header", "body > footer"])
      if (all(landmark).length !== 1) faults.push(`not one ${landmark}`);
    const labels = all("nav").map((nav) => nav.getAttribute("aria-label"));
    if (labels.some((label) => !label) || new Set(labels).size !== labels.length)
      faults.push(`names of nav: ${labels}`);
    if (!/^.+ – Moving Cities$/.test(document.title)) faults.push(`title: ${document.title}`);
    for (const link of all("a[href^='#']"))
      if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) faults.push(`leads nowhere: ${name(link)}`);
    const ids = all("[id]").map((element) => element.id);
    const doubles = ids.filter((id, i) => ids.indexOf(id) < i);
    if (doubles.length) faults.push(`ids given twice: ${doubles}`);
    for (const attribute of ["aria-labelledby", "aria-describedby", "for"])
      for (const element of all(`[${attribute}]`))
        for (const id of element.getAttribute(attribute).trim().split(/\s+/))
          if (!ids.includes(id)) faults.push(`${attribute} names nothing: ${id}`);
    const skip = document.querySelector("body a[href]");
    if (!skip?.matches(".skip-link") || skip.hash !== "#content") faults.push("no skip link first");
    const words = (document.querySelector("meta[name=description]")?.content ?? "").trim();
    if (words.length < 10) faults.push("no description");
    return faults;
  };

  // Targets: they are of 24 px, or with so much room around them; links in running text are free (WCAG 2.5.8), and so
  // are pins on a map, which lie where they lie; the list beside it has them all.
  const targets = () => {
    const isInText = (link) => {
      const block = link.parentElement.closest("p, li, dd, blockquote, h1, h2, h3, label, figcaption");
      return (
        getComputedStyle(link).display === "inline" && block && block.textContent.trim() !== link.textContent.trim()
      );
    };
    const boxes = all("a[href], button, summary, select, textarea, input:not([type=hidden])")
      .filter((element) => !isHidden(element))
      .map((element) => {
        const shown = element.matches("input") ? (element.closest("label") ?? element) : element;
        const card = element.closest(".card");
        return { element, rect: (card && element.closest("h2, h3") ? card : shown).getBoundingClientRect() };
      });
    const isNear = (a, b) => {
      const [x, y] = [a.x + a.width / 2, a.y + a.height / 2];
      const dx = Math.max(b.left - x, 0, x - b.right);
      const dy = Math.max(b.top - y, 0, y - b.bottom);
      return Math.hypot(dx, dy) < 12;
    };
    return boxes
      .filter(({ rect }) => rect.width < 23.5 || rect.height < 23.5)
      .filter(({ element }) => !isInText(element) && !element.closest(".map-sheet"))
      .filter(({ element, rect }) =>
        boxes.some((other) => other.element !== element && !other.rect.height === false && isNear(rect, other.rect)),
      )
      .map(({ element, rect }) => `too small: ${name(element)} ${Math.round(rect.width)}×${Math.round(rect.height)}`);
  };

  // Out of sight in a box that scrolls by itself, where it can be brought into sight.
  const isScrolledAway = (element, rect) => {
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const [edge, style] = [box.getBoundingClientRect(), getComputedStyle(box)];
      const isBelow = rect.bottom > edge.bottom + 1 || rect.top < edge.top - 1;
      const isBeside = rect.right > edge.right + 1 || rect.left < edge.left - 1;
      if ((isBelow && /auto|scroll/.test(style.overflowY)) || (isBeside && /auto|scroll/.test(style.overflowX)))
        return true;
    }
    return false;
  };
  // What stays while the page moves under it lies over text on purpose.
  const isAfloat = (element) => {
    for (let box = element; box; box = box.parentElement)
      if (["sticky", "fixed"].includes(getComputedStyle(box).position)) return true;
    return false;
  };

  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.data.trim() || isHidden(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects())
        if (rect.width > 1 && rect.height > 1 && !isScrolledAway(element, rect))
          found.push({ element, rect, text: node.data.trim().slice(0, 40) });
    }
    return found;
  };

  // Room: nothing sticks out sideways, nothing is cut off, no text lies over another.
  const room = () => {
    const faults = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
      faults.push(`sideways scroll: ${document.documentElement.scrollWidth}`);
    const found = texts();
    for (const { element, rect, text } of found) {
      if (rect.left < -1 || rect.right > width + 1) faults.push(`off the page: ${text}`);
      for (let box = element; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.display === "inline" || style.display === "contents") continue;
        const edge = box.getBoundingClientRect();
        const isCut = style.overflowX !== "visible" && style.overflowY !== "auto";
        if (rect.left < edge.left - 2 || rect.right > edge.right + 2)
          faults.push(`sticks out of ${box.localName}.${box.className}: ${text}`);
        if (isCut && (rect.top < edge.top - 2 || rect.bottom > edge.bottom + 2))
          faults.push(`cut off in ${box.localName}.${box.className}: ${text}`);
        break;
      }
    }
    const lines = found.toSorted((a, b) => a.rect.top - b.rect.top);
    lines.forEach((one, i) => {
      for (let j = i + 1; j < lines.length && lines[j].rect.top < one.rect.bottom; j++) {
        const other = lines[j];
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        if (isAfloat(one.element) !== isAfloat(other.element)) continue;
        // Lines of large type touch in their leading; letters overlap only well inside.
        const inset = (one.rect.height + other.rect.height) * 0.14;
        const high = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top) - inset;
        const wide = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
        if (high > 1 && wide > 2) faults.push(`lies over: “${one.text}” and “${other.text}”`);
      }
    });
    return faults;
  };

  // Languages: that of the page, and of every part that is in another one, as far as letters tell.
  const languages = () => {
    const faults = [];
    const page = document.documentElement.lang;
    if (!location.pathname.startsWith(`/${page}/`)) faults.push(`page says it is ${page}`);
    if (document.dir && document.dir !== "ltr") faults.push(`page runs ${document.dir}`);
    for (const element of all("main [lang]"))
      if (element.lang === page) faults.push(`lang said twice: ${name(element)}`);
    const letters = (text, script) => (text.match(new RegExp(`\\p{Script=${script}}`, "gu")) ?? []).length;
    for (const { element, text } of texts()) {
      const language = element.closest("[lang]").lang;
      const [greek, latin] = [letters(text, "Greek"), letters(text, "Latin")];
      if (language !== "el" && greek > latin) faults.push(`Greek in ${language}: ${text}`);
      if (
        language === "el" &&
        latin > 24 &&
        !greek &&
        !element.closest("address, a[href^=http], .citation, .rows, .filters, .site-name, .foot-name")
      )
        faults.push(`not Greek: ${text}`);
    }
    return faults;
  };

  // Forms: a refused field says why, next to it; what a browser knows about the reader need not be typed.
  const forms = () => {
    const faults = [];
    for (const field of all("input:not([type=hidden], [type=submit], [type=button]), select, textarea")) {
      if (!field.labels?.length && !field.getAttribute("aria-label")) faults.push(`no label: ${field.name}`);
      const words = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
      if (field.matches("[aria-invalid=true]") && !words.some((id) => document.getElementById(id)?.textContent.trim()))
        faults.push(`does not say why it is refused: ${field.name}`);
      if (field.matches("[type=email], [type=tel], [type=password]") && !field.autocomplete)
        faults.push(`no autocomplete: ${field.name}`);
    }
    return faults;
  };

  const everything = { structure, targets, room, languages, forms };
  return { ...everything, all: () => Object.values(everything).flatMap((check) => check()) };
})();
